using System.Security.Cryptography;

namespace JustHungry.BackEnd.People;

/// <summary>Passwords that are given to somebody once, to be read off a screen and typed.</summary>
public static class OneTimePassword
{
    /// <summary>No letters that look alike.</summary>
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    private const int Groups = 4;
    private const int GroupLength = 5;

    /// <summary>A fresh one: about 99 bits.</summary>
    public static string Create() => string.Join(
        '-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Letters, GroupLength)));
}
