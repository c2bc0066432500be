using BenchmarkDotNet.Running;
using Mosaic.Emulator.Benchmarks.Tables;

if (args is ["tables", .. var rest] && rest.Length <= 1)
    return TablesCommand.Run(rest.FirstOrDefault());
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
