using System.Reflection;
using System.Runtime.Loader;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Cli.Plugins;

/// <summary>
/// Algorithms of users: <c>plugin:path.dll#Type</c> is a public class of that assembly that implements <see cref="IBlockCode"/>, with
/// a constructor (int interleave), or <see cref="IDeskew"/>, with (int ports, int frameUi, int maxSkewUi). One within another class is
/// <c>Outer.Inner</c>, since a plus sign joins codes. Whatever is wrong with one is a line that names it.
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
            ConstructorInfo constructor = Find(what, name, typeof(IBlockCode), "int interleave", typeof(int));
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
            ConstructorInfo constructor = Find(what, name, typeof(IDeskew), "int ports, int frameUi, int maxSkewUi", typeof(int), typeof(int), typeof(int));
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

    private static ConstructorInfo Find(string what, string name, Type wanted, string signature, params Type[] parameters)
    {
        string[] parts = name[CodeCatalog.OwnPrefix.Length..].Split('#');
        if (parts is not [{ Length: > 0 } path, { Length: > 0 } typeName])
        {
            throw new ConfigurationException($"{what}: is not of the form plugin:file#type, as in plugin:MyCodes.dll#My.Code");
        }

        Assembly assembly = Load(what, path);
        try
        {
            Type? type = assembly.GetType(typeName) ?? Array.Find(assembly.GetExportedTypes(), t => string.Equals(Named(t), typeName, StringComparison.Ordinal));
            string? wrong = type switch
            {
                null => $"'{path}' has no type '{typeName}'",
                { ContainsGenericParameters: true } => $"'{typeName}' is generic, and a plug-in is not",
                { IsClass: true, IsAbstract: false, IsVisible: true } when wanted.IsAssignableFrom(type) => null,
                _ => $"'{typeName}' is no public class that implements {wanted.Name}",
            };
            return wrong is not null
                ? throw new ConfigurationException($"{what}: {wrong}{Offer(assembly, wanted, parameters, typeName)}")
                : type!.GetConstructor(parameters) ?? throw new ConfigurationException($"{what}: has no public constructor ({signature})");
        }
        catch (Exception e) when (e is TypeLoadException or FileNotFoundException or FileLoadException or ReflectionTypeLoadException or ArgumentException)
        {
            throw new ConfigurationException($"{what}: '{typeName}' cannot be loaded ({e.Message.ReplaceLineEndings(" ")})", e);
        }
    }

    /// <summary>What else there is in an assembly that could be used.</summary>
    private static string Offer(Assembly assembly, Type wanted, Type[] parameters, string name)
    {
        const int Shown = 8;
        string[] names =
        [
            .. assembly.GetExportedTypes()
                .Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && wanted.IsAssignableFrom(t) && t.GetConstructor(parameters) is not null)
                .Select(Named).Order(StringComparer.Ordinal),
        ];
        // Names with one namespace are all alike.
        IEnumerable<string> near = names.Where(known => Nearest.Hint(Last(name), [Last(known)]).Length > 0);
        return names.Length == 0
            ? $"; there is no {wanted.Name} in it that could be used"
            : $"{Nearest.Hint(name, near)}; there are {string.Join(", ", names.Take(Shown))}{(names.Length > Shown ? ", …" : "")}";
    }

    private static string Named(Type type) => type.FullName!.Replace('+', '.');

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];

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
