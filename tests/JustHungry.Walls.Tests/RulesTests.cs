using System.Text.RegularExpressions;
using Xunit;

namespace JustHungry.Walls.Tests;

/// <summary><c>docs/rules.md</c> names the test of each rule of ordering: they are there.</summary>
public sealed class RulesTests
{
    [Fact]
    public void Every_rule_of_ordering_has_a_test_that_is_there()
    {
        var classes = Repository.Sources("tests", "*Tests.cs").ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "rules.md"));
        var rules = lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains('`')).ToList();

        var missing = rules.SelectMany(rule => Regex.Matches(rule, @"`(\w+Tests)\.(\w+)`"))
            .Where(test => !classes[test.Groups[1].Value].Any(text => text.Contains($" {test.Groups[2].Value}(", StringComparison.Ordinal)));

        Assert.InRange(rules.Count, 60, int.MaxValue);
        Assert.All(rules, rule => Assert.Matches(@"`\w+Tests\.\w+`", rule));
        Assert.Equal([], missing.Select(test => test.Value));
    }
}
