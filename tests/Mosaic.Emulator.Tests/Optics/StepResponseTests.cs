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
        var modes = new ModalDelays(new FiberOptions
        {
            LengthM = lengthM,
            NumericalAperture = aperture,
            LaunchHalfAngleDeg = halfAngleDeg,
            CoreIndex = 1.465,
        });
        var step = new FilterStep(sigmaPs * 1e-12, bandwidth1 * 1e9, bandwidth2 * 1e9);
        Assert.Equal(expected, modes.Average(step, timePs * 1e-12), 1e-9);
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
}
