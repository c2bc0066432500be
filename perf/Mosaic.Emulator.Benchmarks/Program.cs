using BenchmarkDotNet.Running;
using Mosaic.Emulator.Benchmarks.Tables;

if (args is ["tables", .. var rest])
    return TablesCommand.Run(rest);
if (args is ["kernels"])
    return KernelCases.Run(Console.Out);
if (args is ["codecs"])
    return CodecCases.Run(Console.Out);
if (args is ["tables-compare", .. var files])
    return TablesCompareCommand.Run(files);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
