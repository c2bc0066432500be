using System.Text.Json.Serialization;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Link.Configuration;

/// <summary>What there is to write and read in options, found when this is compiled: finding it as a command starts takes tens of milliseconds.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LinkOptions))]
[JsonSerializable(typeof(FaultOptions[]))]
[JsonSerializable(typeof(int[]))]
internal sealed partial class OptionsJson : JsonSerializerContext;
