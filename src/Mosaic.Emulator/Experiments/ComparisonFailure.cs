namespace Mosaic.Emulator.Experiments;

/// <summary>A code or a deskew that failed while it was compared: what it had measured is among the points, and from there on nothing of it. Of no code, it is the link that failed, there alone.</summary>
/// <param name="Name">Its name, as in the points.</param>
/// <param name="At">Where it failed, e.g. <c>fiber.lengthM 28</c>; null where nothing is varied.</param>
/// <param name="Message">What went wrong.</param>
public sealed record ComparisonFailure(string Name, string? At, string Message);
