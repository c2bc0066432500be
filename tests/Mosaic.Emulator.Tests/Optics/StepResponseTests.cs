using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

public class StepResponseTests
{
    // Convolution of the poles' step response with a Gaussian, integrated by mpmath with 30 digits; times in ps,
    // bandwidths in GHz.
    [Theory]
    [InlineData(33, 1.87, 1.6, -60, 0.00049922033741765275)]
    [InlineData(33, 1.87, 1.6, 10, 0.034406863575800835)]
    [InlineData(33, 1.87, 1.6, 90, 0.25794620162945347)]
    [InlineData(33, 1.87, 1.6, 400, 0.92690337595057624)]
    [InlineData(33, 1.87, 1.6, 1200, 0.99996262295624802)]
    [InlineData(33, 1.6, 1.6, -60, 0.00043436401537483061)]
    [InlineData(33, 1.6, 1.6, 10, 0.030291925233507146)]
    [InlineData(33, 1.6, 1.6, 90, 0.23268125942082432)]
    [InlineData(33, 1.6, 1.6, 400, 0.90695711734314703)]
    [InlineData(33, 1.6, 1.6, 1200, 0.99992109831289768)]
    [InlineData(33, 1.6, 1.601, -60, 0.00043460829765430601)]
    [InlineData(33, 1.6, 1.601, 10, 0.03030761569784166)]
    [InlineData(33, 1.6, 1.601, 90, 0.23278029662507439)]
    [InlineData(33, 1.6, 1.601, 400, 0.90704825909756538)]
    [InlineData(33, 1.6, 1.601, 1200, 0.99992136983008166)]
    [InlineData(33, 1.6, 1.63, -60, 0.00044167912162753332)]
    [InlineData(33, 1.6, 1.63, 10, 0.030761150141601981)]
    [InlineData(33, 1.6, 1.63, 90, 0.23563396550777154)]
    [InlineData(33, 1.6, 1.63, 400, 0.90962703230803152)]
    [InlineData(33, 1.6, 1.63, 1200, 0.99992868597399098)]
    [InlineData(33, 1.6, 1.65, -60, 0.00044654054479027591)]
    [InlineData(33, 1.6, 1.65, 10, 0.031072263309095969)]
    [InlineData(33, 1.6, 1.65, 90, 0.23758145471698594)]
    [InlineData(33, 1.6, 1.65, 400, 0.91133523832466934)]
    [InlineData(33, 1.6, 1.65, 1200, 0.9999331584669471)]
    [InlineData(33, 1.6, null, -60, 0.0040411629897239063)]
    [InlineData(33, 1.6, null, 10, 0.1522545736598381)]
    [InlineData(33, 1.6, null, 90, 0.57283247848883419)]
    [InlineData(33, 1.6, null, 400, 0.9810548788693805)]
    [InlineData(33, 1.6, null, 1200, 0.99999390892537144)]
    [InlineData(200, 100.0, 1.6, -60, 0.23593370722925482)]
    [InlineData(200, 100.0, 1.6, 10, 0.34682674016635698)]
    [InlineData(200, 100.0, 1.6, 90, 0.48961173693761183)]
    [InlineData(200, 100.0, 1.6, 400, 0.90906785143304967)]
    [InlineData(200, 100.0, 1.6, 1200, 0.99995577862366474)]
    [InlineData(33, null, null, -60, 0.034518173997207639)]
    [InlineData(33, null, null, 10, 0.6190666159058761)]
    [InlineData(33, null, null, 90, 0.99680698835864647)]
    [InlineData(33, null, null, 400, 1.0)]
    [InlineData(33, null, null, 1200, 1.0)]
    [InlineData(0, 1.6, 1.6, -60, 0.0)]
    [InlineData(0, 1.6, 1.6, 10, 0.0047269986026432942)]
    [InlineData(0, 1.6, 1.6, 90, 0.22926668381574977)]
    [InlineData(0, 1.6, 1.6, 400, 0.90996546508131061)]
    [InlineData(0, 1.6, 1.6, 1200, 0.99992468846062707)]
    [InlineData(0, 1.6, 1.601, -60, 0.0)]
    [InlineData(0, 1.6, 1.601, 10, 0.0047298547498318376)]
    [InlineData(0, 1.6, 1.601, 90, 0.22937017717742782)]
    [InlineData(0, 1.6, 1.601, 400, 0.91005599751932132)]
    [InlineData(0, 1.6, 1.601, 1200, 0.99992494998742808)]
    public void PolesAndGaussian(double sigmaPs, double? bandwidth1, double? bandwidth2, double timePs, double expected)
    {
        var step = new FilterStep(sigmaPs * 1e-12, bandwidth1 * 1e9, bandwidth2 * 1e9);
        var mirrored = new FilterStep(sigmaPs * 1e-12, bandwidth2 * 1e9, bandwidth1 * 1e9);
        Assert.Equal(expected, step.At(timePs * 1e-12), 1e-12);
        Assert.Equal(step.At(timePs * 1e-12), mirrored.At(timePs * 1e-12));
    }

    // Three poles, far, near and equal: the response and its slope in 1/ns, integrated in the same way with 40 digits.
    [Theory]
    [InlineData(33, 1.87, 1.6, 2.125, -60, 6.4449310892613697e-5, 0.0058049622174302122)]
    [InlineData(33, 1.87, 1.6, 2.125, 10, 0.0074694913167305133, 0.35966156588346246)]
    [InlineData(33, 1.87, 1.6, 2.125, 90, 0.10120407452419821, 2.092784638843107)]
    [InlineData(33, 1.87, 1.6, 2.125, 400, 0.83517459817052588, 1.2247414311854517)]
    [InlineData(33, 1.87, 1.6, 2.125, 1200, 0.99986661239188756, 0.0012819108555627716)]
    [InlineData(33, 1.6, 1.6, 1.6, -60, 4.3487750530998339e-5, 0.0039295168067072106)]
    [InlineData(33, 1.6, 1.6, 1.6, 10, 0.0051844359157667376, 0.25240801277023178)]
    [InlineData(33, 1.6, 1.6, 1.6, 90, 0.074187697977578235, 1.5933510664684294)]
    [InlineData(33, 1.6, 1.6, 1.6, 400, 0.76100976439425305, 1.4672228218723898)]
    [InlineData(33, 1.6, 1.6, 1.6, 1200, 0.99948558660509505, 0.0043782412217120747)]
    [InlineData(33, 1.6, 1.63, 2.125, -60, 5.6972205379496243e-5, 0.0051365177929475728)]
    [InlineData(33, 1.6, 1.63, 2.125, 10, 0.006660228736898145, 0.32178992992649093)]
    [InlineData(33, 1.6, 1.63, 2.125, 90, 0.091778521167256161, 1.9207246302559987)]
    [InlineData(33, 1.6, 1.63, 2.125, 400, 0.81154774797689285, 1.3095319262772115)]
    [InlineData(33, 1.6, 1.63, 2.125, 1200, 0.99977382170921042, 0.0020677118552872016)]
    [InlineData(33, 2.125, 1.6, 2.1, -60, 7.1420459964956221e-5, 0.0064269593826018731)]
    [InlineData(33, 2.125, 1.6, 2.1, 10, 0.0082110099887924307, 0.39411390679011922)]
    [InlineData(33, 2.125, 1.6, 2.1, 90, 0.10953528555050488, 2.2402582183649487)]
    [InlineData(33, 2.125, 1.6, 2.1, 400, 0.85210938806811537, 1.1519287893659583)]
    [InlineData(33, 2.125, 1.6, 2.1, 1200, 0.99990514561769425, 0.0009311450993823456)]
    [InlineData(20, 1.6, 1.61, 1.64, -60, 1.8635904991822815e-7, 3.6674102975924239e-5)]
    [InlineData(20, 1.6, 1.61, 1.64, 10, 0.0019543265331365794, 0.15160988490682707)]
    [InlineData(20, 1.6, 1.61, 1.64, 90, 0.069249335140223506, 1.6691698951678576)]
    [InlineData(20, 1.6, 1.61, 1.64, 400, 0.7694536243848708, 1.4458549514908866)]
    [InlineData(20, 1.6, 1.61, 1.64, 1200, 0.99954764844185435, 0.0038985026538551284)]
    [InlineData(5, 0.8, 20, 10, -60, 4.4488774460945834e-39, 1.0959095008508266e-35)]
    [InlineData(5, 0.8, 20, 10, 10, 0.0059531759968670406, 1.1009714535786533)]
    [InlineData(5, 0.8, 20, 10, 90, 0.28018220852624979, 3.5813035018447987)]
    [InlineData(5, 0.8, 20, 10, 400, 0.84833784061961411, 0.76233716105072946)]
    [InlineData(5, 0.8, 20, 10, 1200, 0.99728058491503729, 0.013669271124768176)]
    [InlineData(200, 100, 1.6, 2, -60, 0.15158989128609158, 1.0598956501710851)]
    [InlineData(200, 100, 1.6, 2, 10, 0.23716639067495774, 1.3780325934090763)]
    [InlineData(200, 100, 1.6, 2, 90, 0.35897155073116876, 1.6416729969990567)]
    [InlineData(200, 100, 1.6, 2, 400, 0.82779775514901841, 1.0212701497697911)]
    [InlineData(200, 100, 1.6, 2, 1200, 0.99980602032376154, 0.0018819182991599404)]
    public void ThreePolesAndGaussian(double sigmaPs, double bandwidth1, double bandwidth2, double bandwidth3, double timePs, double expected, double slope)
    {
        var step = new FilterStep(sigmaPs * 1e-12, bandwidth1 * 1e9, bandwidth2 * 1e9, bandwidth3 * 1e9);
        Assert.Equal(expected, step.At(timePs * 1e-12), 1e-11);
        Assert.Equal(slope, step.SlopeAt(timePs * 1e-12) * 1e-9, 1e-10);
    }

    [Theory]
    [InlineData(20, 0.0, null, null)]
    [InlineData(20, 33.0, null, null)]
    [InlineData(20, 33.0, 1.6, null)]
    [InlineData(20, 0.0, 1.6, null)]
    [InlineData(20, 33.0, 1.6, 1.87)]
    [InlineData(20, 33.0, 1.6, 1.6)]
    [InlineData(0, 33.0, 1.6, 1.87)]
    [InlineData(0, 0.0, 1.6, 1.87)]
    public void SlopeOverTheModes_IsTheDerivative(double lengthM, double sigmaPs, double? bandwidth1, double? bandwidth2)
    {
        var modes = new ModalDelays(new FiberOptions { LengthM = lengthM });
        var step = new FilterStep(sigmaPs * 1e-12, bandwidth1 * 1e9, bandwidth2 * 1e9);
        foreach (double t in new[] { 20e-12, 77e-12, 300e-12, 900e-12 })
        {
            const double h = 0.05e-12;
            double difference = (modes.Average(step, t + h) - modes.Average(step, t - h)) / (2 * h);
            Assert.Equal(difference * 1e-9, modes.AverageSlope(step, t) * 1e-9, 2e-6);
        }
    }

    // The same averaged over the rays of a step-index core of index 1.465, integrated by mpmath.
    [Theory]
    [InlineData(20, 0.2, 3.8, 33, 1.87, 1.6, -40, 0.00019004028777053171)]
    [InlineData(20, 0.2, 3.8, 33, 1.87, 1.6, 20, 0.0068238732602569946)]
    [InlineData(20, 0.2, 3.8, 33, 1.87, 1.6, 150, 0.1695596733651364)]
    [InlineData(20, 0.2, 3.8, 33, 1.87, 1.6, 500, 0.83001769439352874)]
    [InlineData(20, 0.2, 3.8, 33, 1.87, 1.6, 1500, 0.99993896546131868)]
    [InlineData(20, 0.2, 3.8, 0, 1.87, 1.6, -40, 0.0)]
    [InlineData(20, 0.2, 3.8, 0, 1.87, 1.6, 20, 0.00094901332566890465)]
    [InlineData(20, 0.2, 3.8, 0, 1.87, 1.6, 150, 0.16479448470885606)]
    [InlineData(20, 0.2, 3.8, 0, 1.87, 1.6, 500, 0.83268486323042213)]
    [InlineData(20, 0.2, 3.8, 0, 1.87, 1.6, 1500, 0.99994190211487042)]
    [InlineData(20, 0.2, 3.8, 0, null, null, -40, 0.0)]
    [InlineData(20, 0.2, 3.8, 0, null, null, 20, 0.12980117594282192)]
    [InlineData(20, 0.2, 3.8, 0, null, null, 150, 0.64754689390393445)]
    [InlineData(20, 0.2, 3.8, 0, null, null, 500, 0.97009818518084344)]
    [InlineData(20, 0.2, 3.8, 0, null, null, 1500, 1.0)]
    [InlineData(50, 0.4, 40, 5, 1.6, 20.0, -40, 1.9420440705093854e-23)]
    [InlineData(50, 0.4, 40, 5, 1.6, 20.0, 20, 0.00012961238215631876)]
    [InlineData(50, 0.4, 40, 5, 1.6, 20.0, 150, 0.008257626359235344)]
    [InlineData(50, 0.4, 40, 5, 1.6, 20.0, 500, 0.048509924818192408)]
    [InlineData(50, 0.4, 40, 5, 1.6, 20.0, 1500, 0.16847567365203215)]
    [InlineData(100, 0.2, 0.3, 20, 1.6, null, -40, 0.00098303981490031035)]
    [InlineData(100, 0.2, 0.3, 20, 1.6, null, 20, 0.15577609730964769)]
    [InlineData(100, 0.2, 0.3, 20, 1.6, null, 150, 0.76341029531403)]
    [InlineData(100, 0.2, 0.3, 20, 1.6, null, 500, 0.99298715361491888)]
    [InlineData(100, 0.2, 0.3, 20, 1.6, null, 1500, 0.99999969808131339)]
    public void OverTheModesOfAFibre(
        double lengthM, double aperture, double halfAngleDeg, double sigmaPs, double? bandwidth1, double? bandwidth2, double timePs, double expected)
    {
        ModalDelays modes = Modes(lengthM, aperture, halfAngleDeg);
        var step = new FilterStep(sigmaPs * 1e-12, bandwidth1 * 1e9, bandwidth2 * 1e9);
        Assert.Equal(expected, modes.Average(step, timePs * 1e-12), 1e-12);
    }

    // The same where delays of the rays are many time constants or deviations of the rest, or the rest many of them: the response and its slope in 1/ns.
    [Theory]
    [InlineData(120, 0.53, 20, 0, 5.0, 5.5, 40000, 0.97777395679910174, 0.008820107300082931)]
    [InlineData(120, 0.53, 20, 0, 5.0, 5.5, 4000, 0.19302231093491178, 0.044572071861533636)]
    [InlineData(42, 0.13, 17.7, 0.2, 12.0, 15.0, 100, 0.099592176052907591, 1.2966293831433009)]
    [InlineData(42, 0.13, 17.7, 0.2, 12.0, 15.0, 110, 0.11255642912838381, 1.2960309402662464)]
    [InlineData(18, 0.88, 32, 150, null, null, 1000, 0.13354736263259789, 0.12416538924904746)]
    [InlineData(18, 0.88, 32, 15, null, null, 1000, 0.1337501119748403, 0.12413220694844596)]
    [InlineData(32, 0.1, 40, 1, 9.0, null, 50, 0.092189436574733361, 2.5968659283281155)]
    [InlineData(150, 0.9, 2, 5, null, null, 100, 0.28337516241671362, 2.3885388987132069)]
    [InlineData(150, 0.9, 2, 5, null, null, 400, 0.73625534431026672, 0.87847221629827034)]
    [InlineData(60, 0.5, 0.5, 0.05, null, null, 2, 0.2339358357319523, 102.08189171713162)]
    [InlineData(60, 0.5, 0.5, 0.05, 30.0, null, 20, 0.81813462026680145, 21.161082157801049)]
    [InlineData(200, 0.3, 15, 40, 1.6, 1.87, 6000, 0.38037958390665687, 0.056754627618668913)]
    [InlineData(1.5, 1, 80, 2.5, 1.87, 1.6, 500, 0.22403930006488046, 0.61425291828586543)]
    [InlineData(1.5, 1, 80, 2.5, 1.87, 1.6, 2300, 0.89495201866607207, 0.20764576216013291)]
    [InlineData(1.5, 1, 80, 2.5, 1.87, 1.6, 3000, 0.99694228395179726, 0.02671595749278817)]
    [InlineData(5, 0.8, 60, 0.5, 20.0, 20.5, 1000, 0.31043161562643926, 0.27741251629716615)]
    [InlineData(2, 0.9, 60, 40, null, null, 900, 0.51964076306618953, 0.43327696372575373)]
    [InlineData(2, 0.9, 60, 40, 50.0, null, 900, 0.51825901635200667, 0.43408853263987268)]
    [InlineData(2.76, 0.2, 3.8, 4.585, null, null, 41.33, 0.87236040575695592, 6.4738035206865148)]
    [InlineData(3.3855, 0.2, 80, 14.81, 19.87, null, 124.77, 0.7511504527138582, 6.2714208851251122)]
    public void OverTheModesOfAnyFibre(
        double lengthM, double aperture, double halfAngleDeg, double sigmaPs, double? bandwidth1, double? bandwidth2, double timePs, double expected, double slope)
    {
        ModalDelays modes = Modes(lengthM, aperture, halfAngleDeg);
        var step = new FilterStep(sigmaPs * 1e-12, bandwidth1 * 1e9, bandwidth2 * 1e9);
        Assert.Equal(expected, modes.Average(step, timePs * 1e-12), 1e-11);
        Assert.Equal(1, modes.AverageSlope(step, timePs * 1e-12) * 1e-9 / slope, 1e-10);
    }

    [Fact]
    public void LargestDelay_IsThatOfTheAcceptanceAngle()
    {
        // L·n/c·(1/cos θ − 1) with sin θ = NA/n; to second order the L·NA²/(2nc) of the textbooks, 45.5 ps/m.
        var modes = new ModalDelays(new FiberOptions { LengthM = 1, LaunchHalfAngleDeg = 20 });
        double cos = Math.Sqrt(1 - 0.2 / 1.465 * (0.2 / 1.465));
        Assert.Equal(1, modes.Largest / (1.465 / 299792458 * (1 / cos - 1)), 1e-12);
        Assert.Equal(45.5e-12 * 1.014, modes.Largest, 0.1e-12);
    }

    [Fact]
    public void NoLengthOrNoAngle_HasNoModalDispersion()
    {
        var step = new FilterStep(30e-12, 1e9, null);
        foreach (FiberOptions fiber in new[] { new FiberOptions { LengthM = 0 }, new FiberOptions { LaunchHalfAngleDeg = 0 } })
        {
            var modes = new ModalDelays(fiber);
            Assert.Equal(0, modes.Largest);
            Assert.Equal(step.At(50e-12), modes.Average(step, 50e-12));
        }
    }

    private static ModalDelays Modes(double lengthM, double aperture, double halfAngleDeg) => new(new FiberOptions
    {
        LengthM = lengthM,
        NumericalAperture = aperture,
        LaunchHalfAngleDeg = halfAngleDeg,
        CoreIndex = 1.465,
    });
}
