namespace Mosaic.Emulator.Channel;

/// <summary>What a lane's cells are like.</summary>
/// <param name="Bound">p̄ of the lane.</param>
/// <param name="Ui">UI of a cell.</param>
internal readonly record struct CellShape(double Bound, int Ui);
