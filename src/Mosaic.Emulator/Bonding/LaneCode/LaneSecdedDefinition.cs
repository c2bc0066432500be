using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding.LaneCode;

/// <summary>The definition of <see cref="LaneSecded"/>: UI by UI and lane by lane.</summary>
internal static class LaneSecdedDefinition
{
    /// <summary>See <see cref="LaneSecded.Encode"/>.</summary>
    public static void Encode(SecdedColumns columns, LinkBlock rows, int firstWord, int words)
    {
        for (int ui = firstWord * 64; ui < (firstWord + words) * 64; ui++)
        {
            int check = Sum(columns, rows, ui, columns.DataBits);
            for (int i = 0; i < columns.CheckBits; i++)
            {
                BitString.WriteBits(rows.Row(columns.DataBits + i), ui, 1, (ulong)(check >> i & 1));
            }
        }
    }

    /// <summary>See <see cref="LaneSecded.Decode"/>.</summary>
    public static long Decode(SecdedColumns columns, LinkBlock rows, SecdedVerdicts verdicts, Span<long> corrected)
    {
        long detected = 0;
        for (int ui = 0; ui < rows.Words * 64; ui++)
        {
            int syndrome = Sum(columns, rows, ui, columns.Length);
            if (syndrome == 0)
            {
                continue;
            }

            ReadOnlySpan<short> wrong = verdicts.LanesOf(syndrome);
            detected += wrong.IsEmpty ? 1 : 0;
            foreach (short lane in wrong)
            {
                corrected[lane]++;
                if (lane < columns.DataBits)
                {
                    rows.Row(lane)[ui >> 6] ^= 1UL << ui;
                }
            }
        }

        return detected;
    }

    private static int Sum(SecdedColumns columns, LinkBlock rows, int ui, int lanes)
    {
        int sum = 0;
        for (int lane = 0; lane < lanes; lane++)
        {
            sum ^= (rows.Row(lane)[ui >> 6] >> ui & 1) != 0 ? columns.Columns[lane] : 0;
        }

        return sum;
    }
}
