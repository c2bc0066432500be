using System.Reflection;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Running;

namespace Mosaic.Emulator.Benchmarks.Rates;

/// <summary>What a benchmark says of itself.</summary>
internal static class Cases
{
    /// <summary>Its goal, or null.</summary>
    /// <param name="benchmark">The benchmark.</param>
    public static GoalAttribute? Goal(this BenchmarkCase benchmark) => benchmark.Descriptor.WorkloadMethod.GetCustomAttribute<GoalAttribute>();

    /// <summary>Its bound with its parameters, or null.</summary>
    /// <param name="benchmark">The benchmark.</param>
    public static BoundAttribute? Bound(this BenchmarkCase benchmark)
    {
        BoundAttribute? bound = benchmark.Descriptor.WorkloadMethod.GetCustomAttribute<BoundAttribute>();
        return bound?.Property is { } property ? (BoundAttribute)benchmark.Descriptor.Type.GetProperty(property)!.GetValue(benchmark.Instance())! : bound;
    }

    /// <summary>An object with its parameters, not set up.</summary>
    /// <param name="benchmark">The benchmark.</param>
    public static object Instance(this BenchmarkCase benchmark)
    {
        Type type = benchmark.Descriptor.Type;
        object instance = Activator.CreateInstance(type)!;
        foreach (ParameterInstance parameter in benchmark.Parameters.Items)
        {
            type.GetProperty(parameter.Name)!.SetValue(instance, parameter.Value);
        }

        return instance;
    }
}
