using Mosaic.Emulator.Fec.ReedSolomon;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>The batch code equals the reference word by word, for any field, interleave, and number of groups.</summary>
public class ReedSolomonBatchTests
{
    [Theory]
    [InlineData("kp4", 1)]
    [InlineData("kp4", 2)]
    [InlineData("kp4", 3)]
    [InlineData("kp4", 4)]
    [InlineData("kp4", 5)]
    [InlineData("kr4", 1)]
    [InlineData("kr4", 2)]
    [InlineData("kr4", 3)]
    [InlineData("kr4", 4)]
    [InlineData("kr4", 5)]
    public void EveryNumberOfGroups(string name, int interleave)
    {
        var words = Words(ReedSolomonVectors.Parameters(name), interleave, 130, seed: 21);
        for (int groups = 0; groups <= 130; groups++)
            words.Check(groups);
    }

    [Theory]
    [InlineData(3, 0xB, 7, 3, 1, 9)]
    [InlineData(4, 0x13, 15, 9, 1, 6)]
    [InlineData(5, 0x25, 31, 25, 0, 8)]
    [InlineData(6, 0x43, 50, 37, -3, 1)]
    [InlineData(7, 0x89, 127, 111, 1, 2)]
    [InlineData(8, 0x11D, 255, 239, 0, 4)]
    [InlineData(8, 0x187, 255, 223, 112, 3)]
    [InlineData(9, 0x211, 300, 270, 1, 1)]
    [InlineData(11, 0x805, 2047, 2040, 1, 1)]
    [InlineData(12, 0x1053, 100, 60, 7, 5)]
    [InlineData(10, 0x409, 40, 4, 0, 7)] // the binary multiple is longer than the word
    [InlineData(10, 0x409, 544, 514, 0, 17)]
    public void EveryField(int bits, int polynomial, int n, int k, int firstRoot, int interleave)
    {
        var words = Words(new ReedSolomonParameters("any", bits, polynomial, n, k, firstRoot), interleave, 70, seed: 22);
        words.Check(70);
        words.Check(1);
    }

    [Trait("Isa", "true")]
    [Theory]
    [InlineData("kp4", 4, 66)]
    [InlineData("kr4", 1, 66)]
    public void OtherInstructionSets(string name, int interleave, int groups) =>
        Words(ReedSolomonVectors.Parameters(name), interleave, groups, seed: 23).Check(groups);

    [Trait("Isa", "true")]
    [Fact]
    public void OtherInstructionSets_OtherFields()
    {
        Words(new ReedSolomonParameters("any", 8, 0x11D, 60, 48, 1), 3, 70, seed: 24).Check(70);
        Words(new ReedSolomonParameters("any", 5, 0x25, 31, 25, 0), 2, 129, seed: 25).Check(129);
    }

    [Fact]
    public void ManyThreadsCallOneInstance()
    {
        var words = Words(ReedSolomonParameters.Kr4, 4, 64, seed: 26);
        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => words.Check(64));
    }

    [Fact]
    public void NothingIsAllocatedAfterTheFirstCall() => Words(ReedSolomonParameters.Kp4, 4, 65, seed: 27).CheckThatNothingIsAllocated();

    /// <summary>Words of the batch code, and the reference.</summary>
    private static CodedWords Words(ReedSolomonParameters parameters, int interleave, int groups, ulong seed)
    {
        var reference = new ReedSolomonReference(parameters);
        return new CodedWords(
            new ReedSolomonCode(parameters, interleave),
            message =>
            {
                var word = new ushort[parameters.CodewordSymbols];
                message.CopyTo(word, 0);
                reference.Encode(message, word.AsSpan(parameters.MessageSymbols));
                return word;
            },
            word => reference.Decode(word),
            groups,
            seed);
    }
}
