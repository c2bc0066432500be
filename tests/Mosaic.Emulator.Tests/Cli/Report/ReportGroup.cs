namespace Mosaic.Emulator.Tests.Cli.Report;

/// <summary>Tests that share the results and the browser.</summary>
[CollectionDefinition(Name)]
public sealed class ReportGroup : ICollectionFixture<ReportPages>
{
    public const string Name = "report";
}
