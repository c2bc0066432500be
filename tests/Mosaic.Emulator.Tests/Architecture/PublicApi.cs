using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Mosaic.Emulator.Tests.Architecture;

/// <summary>What an assembly offers, as text: a line for each type and, below it, for each of its members, in ordinal order.</summary>
internal sealed class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(char)] = "char",
        [typeof(sbyte)] = "sbyte",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>The text, lines ending in \n.</summary>
    public static string Of(Assembly assembly)
    {
        var api = new PublicApi();
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(type.Namespace).Append('.').Append(Name(type)).Append(Bases(type)).Append('\n');
            foreach (string member in api.Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type.IsValueType ? (IsReadOnly(type) ? "readonly struct" : "struct")
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class" : "class";

    private static bool IsReadOnly(Type type) => type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false);

    private static string Bases(Type type)
    {
        if (type.IsEnum || typeof(Delegate).IsAssignableFrom(type))
        {
            return "";
        }

        // Interfaces that come with another one are said by that.
        Type[] all = [.. type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? [])];
        IEnumerable<Type> bases = all.Where(one => one.IsVisible && !all.Any(other => other != one && one.IsAssignableFrom(other)));
        string[] names = [.. bases.Select(Name).Order(StringComparer.Ordinal)];
        names = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? [Name(parent), .. names] : names;
        return names.Length == 0 ? "" : $" : {string.Join(", ", names)}";
    }

    private IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            foreach (FieldInfo value in type.GetFields(BindingFlags.Public | BindingFlags.Static))
            {
                yield return $"{value.Name} = {Convert.ToInt64(value.GetRawConstantValue(), CultureInfo.InvariantCulture)}";
            }

            yield break;
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield return Signature(type.GetMethod("Invoke")!);
            yield break;
        }

        foreach (FieldInfo field in type.GetFields(Declared).Where(f => IsSeen(f.Attributes) && !IsMade(f)))
        {
            string constant = field.IsLiteral ? $" = {Value(field.GetRawConstantValue())}" : "";
            yield return $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType, _nullability.Create(field))} {field.Name}{constant}";
        }

        foreach (PropertyInfo property in type.GetProperties(Declared))
        {
            MethodInfo[] accessors = [.. property.GetAccessors(nonPublic: true).Where(a => IsSeen(a))];
            if (accessors.Length > 0 && !IsMade(property))
            {
                bool init = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
                string get = accessors.Contains(property.GetMethod) ? " get;" : "", set = accessors.Contains(property.SetMethod) ? init ? " init;" : " set;" : "";
                string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
                string index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{Parameters(parameters)}]" : "";
                yield return $"{Modifiers(accessors[0])}{required}{Name(property.PropertyType, _nullability.Create(property))} {property.Name}{index} {{{get}{set} }}";
            }
        }

        foreach (EventInfo one in type.GetEvents(Declared).Where(e => IsSeen(e.AddMethod!)))
        {
            yield return $"event {Name(one.EventHandlerType!)} {one.Name}";
        }

        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(c => IsSeen(c) && !IsMade(c) && !c.IsStatic))
        {
            yield return $"new({Parameters(constructor.GetParameters())})";
        }

        foreach (MethodInfo method in type.GetMethods(Declared).Where(m => IsSeen(m) && !IsMade(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))))
        {
            yield return Modifiers(method) + Signature(method);
        }
    }

    private string Signature(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{Name(method.ReturnType, _nullability.Create(method.ReturnParameter))} {method.Name}{generic}({Parameters(method.GetParameters())})";
    }

    private string Parameters(IEnumerable<ParameterInfo> parameters) => string.Join(", ", parameters.Select(parameter =>
    {
        string way = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        string preset = parameter.HasDefaultValue ? $" = {Value(parameter.RawDefaultValue)}" : "";
        return $"{way}{Name(parameter.ParameterType, _nullability.Create(parameter))} {parameter.Name}{preset}";
    }));

    private static string Modifiers(MethodInfo method)
    {
        string access = method.IsPublic ? "" : "protected ";
        bool overrides = method.GetBaseDefinition() != method;
        return access + (method.IsStatic ? "static " : overrides ? "override " : method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : method is { IsVirtual: true, IsFinal: false, IsAbstract: false } ? "virtual " : "");
    }

    private static bool IsSeen(MethodBase method) => method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    private static bool IsSeen(FieldAttributes field) => (field & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    // What the compiler adds to a record says nothing that its properties do not.
    private static bool IsMade(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || member.Name.Contains('<', StringComparison.Ordinal);

    private static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool yes => yes ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Name(Type type) => Name(type, null);

    private static string Name(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef || type.IsPointer)
        {
            return Name(type.GetElementType()!, nullability) + (type.IsPointer ? "*" : "");
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        string mark = !type.IsValueType && nullability?.ReadState == NullabilityState.Nullable ? "?" : "";
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        string own = Keywords.GetValueOrDefault(type) ?? type.Name.Split('`')[0];
        Type[] arguments = type.GetGenericArguments();
        string name = arguments.Length == 0 ? own
            : $"{own}<{string.Join(", ", arguments.Select((argument, i) => Name(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(i))))}>";
        return (type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}." : "") + name + mark;
    }
}
