using System.Security.Cryptography;

namespace JustHungry.Replication.Seams;

/// <summary>Where chance comes from in life; simulations bring a seeded one.</summary>
public static class SystemRandom
{
    /// <summary>A generator of its own, seeded by the operating system. Not for two threads at once.</summary>
    public static Random Create() => new(RandomNumberGenerator.GetInt32(int.MaxValue));
}
