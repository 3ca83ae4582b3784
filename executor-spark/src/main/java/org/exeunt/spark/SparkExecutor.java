package org.exeunt.spark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;

/** Runs clients on the executors of a cluster. */
final class SparkExecutor implements ClientExecutor {
    private final SparkOptions options;
    private final SparkConf conf;
    private final PluginContext context;
    private final Statistics statistics = new Statistics();
    private Optional<Cluster> cluster = Optional.empty();
    private Optional<ClientJobs<ClientResult>> training = Optional.empty();
    private Optional<ClientJobs<EvaluationResult>> evaluation = Optional.empty();

    SparkExecutor(SparkOptions options, PluginContext context) {
        this.options = options;
        this.conf = ClusterSettings.of(options);
        this.context = context;
    }

    @Override
    public void open(ClientRunner runner) {
        Opening opening = new Opening(
                // absolute, because an executor has its own working directory
                context.resolve(Path.of("")).toAbsolutePath().toString(),
                runner.configuration(),
                options.arithmetic() == SparkOptions.Arithmetic.ANY,
                runner.fingerprint());
        Cluster opened = Cluster.open(conf, options.executorTimeout(), runner, opening, context, statistics);
        cluster = Optional.of(opened);
        training =
                Optional.of(ClientJobs.training(opened, options.onLostClient() == SparkOptions.LostClient.FAIL_CLIENT));
        evaluation = Optional.of(ClientJobs.evaluation(opened));
    }

    @Override
    public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
        List<ClientResult> results = new ArrayList<>();
        training.orElseThrow().run(tasks, results::add);
        return results;
    }

    @Override
    public void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results) {
        evaluation.orElseThrow().run(tasks, results);
    }

    @Override
    public Duration cpuTime() {
        return statistics.cpuTime();
    }

    @Override
    public List<String> statistics() {
        return statistics.lines();
    }

    @Override
    public void close() {
        cluster.ifPresent(Cluster::close);
        cluster = Optional.empty();
    }
}
