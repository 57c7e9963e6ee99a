using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using JustHungry.Benchmarks;

// In this process: no further program is built for each benchmark, so that it works without a network too.
BenchmarkSwitcher.FromAssembly(typeof(OrderBenchmarks).Assembly).Run(
    args, DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance)));
