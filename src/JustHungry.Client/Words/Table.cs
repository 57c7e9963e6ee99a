namespace JustHungry.Client.Words;

/// <summary>Columns that are as wide as their widest cell, without boxes.</summary>
internal sealed class Table
{
    private const int Gap = 2;

    private readonly List<Line[]> rows = [];

    public void Add(params Line[] cells) => rows.Add(cells);

    public IEnumerable<Line> Lines()
    {
        var columns = rows.Count == 0 ? 0 : rows.Max(row => row.Length);
        var widths = Enumerable.Range(0, columns)
            .Select(column => rows.Max(row => column < row.Length ? row[column].Width : 0))
            .ToArray();
        foreach (var row in rows)
        {
            var line = new Line();
            var start = 0;
            for (var column = 0; column < row.Length; column++)
            {
                line.PadTo(start).Add(row[column]);
                start += widths[column] + (widths[column] > 0 ? Gap : 0);
            }

            yield return line;
        }
    }
}
