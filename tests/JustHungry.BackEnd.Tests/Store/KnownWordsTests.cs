using JustHungry.BackEnd.Store;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

public sealed class KnownWordsTests
{
    private readonly KnownWords _known = new();
    private readonly List<string> _looked = [];

    [Fact]
    public void A_word_is_looked_for_once_whatever_its_case_until_words_change()
    {
        _known.At(1, "pizza", Look);
        _known.At(1, "Pizza", Look);
        Assert.Equal(["pizza"], _looked);

        _known.At(2, "pizza", Look);
        _known.At(2, "pizza", Look);
        Assert.Equal(["pizza", "pizza"], _looked);
    }

    [Fact]
    public void A_read_that_is_older_than_what_is_known_is_answered_by_itself_and_not_remembered()
    {
        _known.At(2, "pizza", _ => [true]);

        Assert.Equal([false], _known.At(1, "pizza", _ => [false]));
        Assert.Equal([true], _known.At(2, "pizza", Look));
        Assert.Empty(_looked);
    }

    [Fact]
    public void The_word_that_was_looked_for_longest_ago_makes_room()
    {
        foreach (var number in Enumerable.Range(0, 256))
        {
            _known.At(1, $"word{number}", Look);
        }

        _known.At(1, "word0", Look);
        _known.At(1, "another", Look);
        _looked.Clear();
        _known.At(1, "word0", Look);
        _known.At(1, "word1", Look);

        Assert.Equal(["word1"], _looked);
    }

    private bool[] Look(string word)
    {
        _looked.Add(word);
        return [true];
    }
}
