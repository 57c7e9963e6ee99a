using JustHungry.BackEnd.Store;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

public sealed class KnownWordsTests
{
    private readonly KnownWords _known = new();

    [Fact]
    public void A_word_is_looked_for_once_whatever_its_case()
    {
        var source = new Source { Having = [true, false] };

        Assert.Equal([true, false], _known.At(1, "pizza", source));
        Assert.Equal([true, false], _known.At(1, "Pizza", source));

        Assert.Equal(["pizza"], source.Looked);
    }

    [Fact]
    public void Where_words_changed_only_the_restaurants_that_changed_are_asked_of()
    {
        var first = new Source { Having = [true, false, true] };
        _known.At(1, "pizza", first);
        var second = new Source { Having = [true, true, false, false, true], Changed = [1, 2, 4] };

        Assert.Equal([true, true, false, false, true], _known.At(2, "pizza", second));
        Assert.Equal([true, true, false, false, true], _known.At(2, "pizza", second));

        Assert.Empty(second.Looked);
        Assert.Equal([1, 2, 4], second.Asked);
    }

    [Fact]
    public void What_an_earlier_read_was_told_stays_as_it_was()
    {
        var told = _known.At(1, "pizza", new Source { Having = [true, false] });

        _known.At(2, "pizza", new Source { Having = [false, true], Changed = [0, 1] });

        Assert.Equal([true, false], told);
    }

    [Fact]
    public void Where_too_many_changed_all_are_looked_for_again()
    {
        _known.At(1, "pizza", new Source { Having = [true] });
        var second = new Source { Having = [false, true], Changed = null };

        Assert.Equal([false, true], _known.At(2, "pizza", second));

        Assert.Equal(["pizza"], second.Looked);
    }

    [Fact]
    public void A_read_that_is_older_than_what_is_known_is_answered_by_itself_and_not_remembered()
    {
        _known.At(2, "pizza", new Source { Having = [true] });
        var later = new Source { Having = [false] };

        Assert.Equal([false], _known.At(1, "pizza", new Source { Having = [false] }));
        Assert.Equal([true], _known.At(2, "pizza", later));
        Assert.Empty(later.Looked);
    }

    [Fact]
    public void The_word_that_was_looked_for_longest_ago_makes_room()
    {
        var source = new Source { Having = [true] };
        foreach (var number in Enumerable.Range(0, 256))
        {
            _known.At(1, $"word{number}", source);
        }

        _known.At(1, "word0", source);
        _known.At(1, "another", source);
        source.Looked.Clear();
        _known.At(1, "word0", source);
        _known.At(1, "word1", source);

        Assert.Equal(["word1"], source.Looked);
    }

    /// <summary>Restaurants that have whatever word they are asked for, or do not.</summary>
    private sealed class Source : IWordSource
    {
        public required bool[] Having { get; init; }

        public int[]? Changed { get; init; } = [];

        public List<string> Looked { get; } = [];

        public List<int> Asked { get; } = [];

        public bool[] AllWith(string word)
        {
            Looked.Add(word);
            return Having;
        }

        public bool Has(int number, string word)
        {
            Asked.Add(number);
            return Having[number];
        }

        public IReadOnlyList<int>? ChangedAfter(long revision) => Changed;
    }
}
