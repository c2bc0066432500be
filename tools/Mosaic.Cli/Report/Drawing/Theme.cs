using System.Globalization;

namespace Mosaic.Cli.Report.Drawing;

/// <summary>The colours of figures, on light and on dark ground, as rules for the page and for single files.</summary>
internal static class Theme
{
    /// <summary>Series that have a colour of their own.</summary>
    public const int Series = 8;

    private const string Font = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

    private static readonly string[] Names = ["ground", "panel", "ink", "muted", "grid", "fine", "frame", "alarm", "good", "nil", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"];

    private static readonly string[] Light =
        ["#ffffff", "#f6f7f9", "#1b1f26", "#59616d", "#dfe3e8", "#eef0f3", "#8a93a0", "#c0262d", "#1b7f4d", "#eceef1",
         "#1f5fb4", "#c9501c", "#1a8060", "#8445ad", "#96700a", "#0f7f9e", "#b8336a", "#5b6470"];

    private static readonly string[] Dark =
        ["#14171c", "#1c2027", "#e8eaee", "#a3abb8", "#343a44", "#252a32", "#767f8d", "#ff7b7b", "#5fce95", "#23272f",
         "#6aa7f5", "#f58d58", "#4fc9a0", "#c493ea", "#dcb64a", "#4fc3de", "#f285b0", "#a9b2bf"];

    // What figures are made of; of a variable, a single file has the value.
    private const string Rules =
        "text{font:12px FONT;fill:var(--muted);font-variant-numeric:tabular-nums}.mid{text-anchor:middle}.end{text-anchor:end}.exp{font-size:9px}"
        + ".title{fill:var(--ink);font-weight:600}.ink{fill:var(--ink)}.small{font-size:11px}.alarmtext{fill:var(--alarm)}"
        + ".grid{stroke:var(--grid);stroke-width:1}.fine{stroke:var(--fine);stroke-width:1}.frame{stroke:var(--frame);stroke-width:1;fill:none}"
        + ".line{fill:none;stroke-width:1.8;stroke-linejoin:round}.dash{fill:none;stroke-width:1.5;stroke-dasharray:5 4}.bar{stroke-width:1.5;fill:none}"
        + ".limit{stroke:var(--alarm);stroke-width:1.2;stroke-dasharray:2 3;fill:none}.guide{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:4 3;fill:none}"
        + ".hollow{fill:var(--ground);stroke-width:1.6}.hit{fill:transparent;stroke:none}.nil{fill:var(--nil)}.none{fill:none;stroke:var(--frame);stroke-width:.8}"
        + ".cross{stroke:var(--ink);stroke-width:1.6;fill:none}.bad{fill:var(--alarm)}.fair{fill:var(--s0)}.spare{fill:var(--good)}.half{opacity:.75}";

    /// <summary>The rules of a page: variables by the reader's setting, light on paper.</summary>
    public static string PageCss() =>
        $":root{{color-scheme:light dark;{Variables(Light)}}}"
        + Common()
        + string.Concat(Ramp.All.Select(ramp => ramp.Css(dark: false)))
        + $"@media screen and (prefers-color-scheme:dark){{:root{{{Variables(Dark)}}}{string.Concat(Ramp.All.Select(ramp => ramp.Css(dark: true)))}}}";

    /// <summary>The rules of a single file, on light ground: values instead of variables, which few drawing programs know.</summary>
    /// <param name="body">What it draws, which says which ramps it needs.</param>
    public static string FileCss(string body)
    {
        string rules = Common() + string.Concat(Ramp.All.Where(ramp => body.Contains($"class=\"{ramp.Letter}1", StringComparison.Ordinal) || body.Contains($"class=\"{ramp.Letter}2", StringComparison.Ordinal)).Select(ramp => ramp.Css(dark: false)));
        for (int i = 0; i < Names.Length; i++)
        {
            rules = rules.Replace($"var(--{Names[i]})", Light[i], StringComparison.Ordinal);
        }

        return rules;
    }

    /// <summary>The number of a series' colour.</summary>
    public static int Colour(int series) => series % Series;

    private static string Common() => Rules.Replace("FONT", Font, StringComparison.Ordinal) + string.Concat(Enumerable.Range(0, Series).Select(i =>
        string.Create(CultureInfo.InvariantCulture, $".s{i}{{stroke:var(--s{i})}}.f{i}{{fill:var(--s{i})}}")));

    private static string Variables(string[] values) => string.Concat(Names.Zip(values).Select(pair => $"--{pair.First}:{pair.Second};"));
}
