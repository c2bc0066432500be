using Mosaic.Emulator.Link;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>The designs of the points used last: each is made once while it is in use, by the first thread that needs it.</summary>
internal sealed class DesignCache(SweepPlan plan, int threads)
{
    private readonly int _capacity = Math.Max(16, 2 * threads);
    private readonly Dictionary<int, (Lazy<LinkDesign> Design, long Used)> _designs = [];
    private long _time;

    public LinkDesign Get(int point)
    {
        Lazy<LinkDesign> design;
        lock (_designs)
        {
            if (!_designs.TryGetValue(point, out (Lazy<LinkDesign> Design, long Used) known))
            {
                if (_designs.Count == _capacity)
                {
                    _designs.Remove(_designs.MinBy(entry => entry.Value.Used).Key);
                }

                known.Design = new Lazy<LinkDesign>(() => plan.Design(plan.Points[point]));
            }

            design = known.Design;
            _designs[point] = (design, ++_time);
        }

        return design.Value;
    }
}
