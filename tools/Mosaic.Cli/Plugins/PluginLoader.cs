using System.Reflection;
using System.Runtime.Loader;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Plugins;

/// <summary>
/// Algorithms of users: <c>plugin:path.dll#Type</c> is a public class of that assembly that implements <see cref="IBlockCode"/>, with
/// a constructor (int interleave), or <see cref="IDeskew"/>, with (int ports, int frameUi, int maxSkewUi). Whatever is wrong with
/// one is a line that names it.
/// </summary>
internal static class PluginLoader
{
    private static readonly Dictionary<string, Assembly> Loaded = new(StringComparer.Ordinal);

    /// <summary>The algorithms that a configuration names.</summary>
    /// <exception cref="ConfigurationException">One cannot be loaded.</exception>
    public static OwnAlgorithms Of(LinkOptions options) => new()
    {
        Codes = Codes("fec.code", [options.Fec.Code]),
        Deskews = Deskews("deskew.algorithm", [options.Deskew.Algorithm]),
    };

    /// <summary>The codes of users among names of codes.</summary>
    /// <param name="setting">Where they are named, for messages.</param>
    /// <param name="names">Names, also of others and of concatenations.</param>
    /// <exception cref="ConfigurationException">One cannot be loaded.</exception>
    public static Dictionary<string, BlockCodeFactory> Codes(string setting, IEnumerable<string> names)
    {
        var codes = new Dictionary<string, BlockCodeFactory>(StringComparer.Ordinal);
        foreach (string name in names.SelectMany(CodeCatalog.OwnNames).Distinct(StringComparer.Ordinal))
        {
            string what = $"{setting}: '{name}'";
            Type type = Find(what, name, typeof(IBlockCode));
            ConstructorInfo constructor = Constructor(what, type, "int interleave", typeof(int));
            codes[name] = interleave => PluginCode.Guard(what, name, interleave, Make<IBlockCode>(what, constructor, interleave));
        }

        return codes;
    }

    /// <summary>The deskews of users among names of deskews.</summary>
    /// <param name="setting">Where they are named, for messages.</param>
    /// <param name="names">Names, also of others.</param>
    /// <exception cref="ConfigurationException">One cannot be loaded.</exception>
    public static Dictionary<string, DeskewFactory> Deskews(string setting, IEnumerable<string> names)
    {
        var deskews = new Dictionary<string, DeskewFactory>(StringComparer.Ordinal);
        foreach (string name in names.Where(static name => name.StartsWith(CodeCatalog.OwnPrefix, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal))
        {
            string what = $"{setting}: '{name}'";
            Type type = Find(what, name, typeof(IDeskew));
            ConstructorInfo constructor = Constructor(what, type, "int ports, int frameUi, int maxSkewUi", typeof(int), typeof(int), typeof(int));
            deskews[name] = (ports, frameUi, maxSkewUi) =>
                new PluginDeskew(what, ports, frameUi, maxSkewUi, Make<IDeskew>(what, constructor, ports, frameUi, maxSkewUi));
        }

        return deskews;
    }

    /// <summary>Takes a list of names apart: a comma in the path of a plug-in is part of it.</summary>
    public static IEnumerable<string> SplitNames(string list)
    {
        for (string? rest = list; rest is not null;)
        {
            rest = rest.TrimStart();
            int start = rest.StartsWith(CodeCatalog.OwnPrefix, StringComparison.Ordinal) ? Math.Max(0, rest.IndexOf('#', StringComparison.Ordinal)) : 0;
            int comma = rest.IndexOf(',', start);
            yield return (comma < 0 ? rest : rest[..comma]).Trim();
            rest = comma < 0 ? null : rest[(comma + 1)..];
        }
    }

    /// <summary>What went wrong inside a plug-in, in one line.</summary>
    public static ConfigurationException Failed(string what, string where, Exception failure)
    {
        Exception cause = failure is TargetInvocationException { InnerException: { } inner } ? inner : failure;
        return new ConfigurationException($"{what}: {where} threw {cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}", cause);
    }

    private static Type Find(string what, string name, Type wanted)
    {
        string[] parts = name[CodeCatalog.OwnPrefix.Length..].Split('#');
        if (parts is not [{ Length: > 0 } path, { Length: > 0 } typeName])
        {
            throw new ConfigurationException($"{what}: is not of the form plugin:file#type, as in plugin:MyCodes.dll#My.Code");
        }

        try
        {
            Type type = Load(what, path).GetType(typeName) ?? throw new ConfigurationException($"{what}: '{path}' has no type '{typeName}'{Offer(Load(what, path), wanted, typeName)}");
            return wanted.IsAssignableFrom(type) && type is { IsAbstract: false, IsClass: true, IsGenericTypeDefinition: false } && (type.IsPublic || type.IsNestedPublic)
                ? type
                : throw new ConfigurationException($"{what}: '{typeName}' is no public class that implements {wanted.Name}{Offer(Load(what, path), wanted, typeName)}");
        }
        catch (Exception e) when (e is TypeLoadException or FileNotFoundException or FileLoadException or ReflectionTypeLoadException)
        {
            throw new ConfigurationException($"{what}: '{typeName}' cannot be loaded ({e.Message.ReplaceLineEndings(" ")})", e);
        }
    }

    /// <summary>What else there is in an assembly.</summary>
    private static string Offer(Assembly assembly, Type wanted, string name)
    {
        string[] names = [.. assembly.GetExportedTypes().Where(t => wanted.IsAssignableFrom(t) && !t.IsAbstract).Select(t => t.FullName!).Order(StringComparer.Ordinal).Take(8)];
        return names.Length == 0 ? $"; there is no {wanted.Name} in it" : $"{Nearest.Hint(name, names)}; there are {string.Join(", ", names)}";
    }

    private static Assembly Load(string what, string path)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new ConfigurationException($"{what}: there is no file '{path}'");
        }

        lock (Loaded)
        {
            if (Loaded.TryGetValue(full, out Assembly? known))
            {
                return known;
            }

            try
            {
                return Loaded[full] = new Context(full).LoadFromAssemblyPath(full);
            }
            catch (Exception e) when (e is BadImageFormatException or FileLoadException or IOException)
            {
                throw new ConfigurationException($"{what}: '{path}' is no .NET assembly that can be loaded", e);
            }
        }
    }

    private static ConstructorInfo Constructor(string what, Type type, string signature, params Type[] parameters) =>
        type.GetConstructor(parameters) ?? throw new ConfigurationException($"{what}: has no public constructor ({signature})");

    private static T Make<T>(string what, ConstructorInfo constructor, params object[] arguments)
    {
        try
        {
            return (T)constructor.Invoke(arguments);
        }
        catch (TargetInvocationException e)
        {
            throw Failed(what, "its constructor", e);
        }
    }

    /// <summary>What a plug-in needs lies beside it, but for the emulator and all that came with the tool, which are shared.</summary>
    private sealed class Context(string path) : AssemblyLoadContext(path)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (Default.Assemblies.Any(a => string.Equals(a.GetName().Name, assemblyName.Name, StringComparison.OrdinalIgnoreCase)))
            {
                return null;
            }

            return _resolver.ResolveAssemblyToPath(assemblyName) is { } file ? LoadFromAssemblyPath(file) : null;
        }
    }
}
