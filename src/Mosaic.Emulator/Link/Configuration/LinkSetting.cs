using System.Reflection;

namespace Mosaic.Emulator.Link.Configuration;

/// <summary>One setting of a configuration.</summary>
/// <param name="Path">Keys from the top, separated by dots, e.g. <c>fiber.lengthM</c>.</param>
/// <param name="Allowed">What it takes, in words: kind, range or names.</param>
/// <param name="Default">Its value in the default preset, as <see cref="LinkConfiguration.Set"/> takes it.</param>
/// <param name="Property">The option that it sets, whose documentation says what it means.</param>
public sealed record LinkSetting(string Path, string Allowed, string Default, PropertyInfo Property);
