package org.exeunt.config.option;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.network.EnginePlugin;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.config.plugins.GivenPlugins;
import org.exeunt.config.plugins.PluginRegistry;

/** Plugins of every kind that a run needs, with options of every type; none can create its product. */
public final class TestPlugins {
    private TestPlugins() {}

    public static PluginRegistry registry() {
        return GivenPlugins.registryOf(
                optionsOnly(DatasetSource.class, "images", ImageOptions.class),
                optionsOnly(Partitioner.class, "dirichlet", DirichletOptions.class),
                optionsOnly(Strategy.class, "distilling", DistillingOptions.class),
                optionsOnly(Strategy.class, "averaging", NoOptions.class),
                optionsOnly(CoordinationPolicy.class, "all-exits", NoOptions.class),
                optionsOnly(TeacherWeights.class, "closed-form", ClosedFormOptions.class),
                optionsOnly(ClientSampler.class, "uniform", NoOptions.class),
                optionsOnly(Aggregator.class, "weighted-mean", NoOptions.class),
                optionsOnly(ExitPolicy.class, "confidence", ThresholdOptions.class),
                optionsOnly(ExitPolicy.class, "margin", ThresholdOptions.class),
                new TestEngine(),
                optionsOnly(Backbone.class, "convnet", ConvnetOptions.class),
                optionsOnly(ExitHead.class, "linear", NoOptions.class),
                optionsOnly(ClientExecutor.class, "local", LocalOptions.class),
                optionsOnly(RunTracker.class, "console", NoOptions.class));
    }

    /** Returns a plugin with an id and options only. */
    private static <T, O extends Record> Plugin<T, O> optionsOnly(Class<T> kind, String id, Class<O> options) {
        return Plugin.<T, O>of(kind, id, options, (chosen, context) -> {
                    throw new AssertionError("not created in these tests");
                })
                .summary("The " + id + " of these tests.");
    }

    public record ImageOptions(
            @Option(value = "Folder of the files", defaultValue = "data/images") Path dir,
            @Option(value = "Side of an image", min = 8, max = 64, defaultValue = "32", unit = "pixels") int side) {}

    public record DirichletOptions(
            @Option(value = "Concentration", above = 0, defaultValue = "0.3") double alpha,
            @Option(value = "Number of clients", min = 1) int clients,
            @Option(
                            value = "Share of a client's examples kept for testing",
                            above = 0,
                            below = 1,
                            defaultValue = "0.25")
                    double testFraction) {}

    public enum Preset {
        PAPER,
        REFERENCE
    }

    public enum TeacherMode {
        FROZEN_SEPARATE,
        OVERWRITE_LAST
    }

    public record DistillingOptions(
            @Option(value = "Defaults to start from", defaultValue = "paper") Preset preset,
            @Option(value = "Weight of distillation", min = 0, max = 100, defaultValue = "1.0") double lambda,
            @Option(value = "Temperature", min = 0.1, max = 100, defaultValue = "2.0") double temperature,
            @Option(
                            value = "Handling of the teacher's head",
                            defaultValue = "frozen-separate",
                            presets = "reference=overwrite-last")
                    TeacherMode teacherMode,
            @Option(value = "Whether the teacher is every client ever seen", defaultValue = "false")
                    boolean allTeachers,
            @Option(value = "Weights of teachers", defaultValue = "closed-form") PluginChoice<TeacherWeights> weights,
            @Option(value = "Maximum number of teaching clients", min = 1) Optional<Integer> teachers) {
        public DistillingOptions {
            if (allTeachers && teachers.isPresent()) {
                throw new IllegalArgumentException("all-teachers and teachers exclude each other");
            }
        }
    }

    /** A kind of plugin that a strategy chooses. */
    public interface TeacherWeights {}

    public record ClosedFormOptions(@Option(value = "Regulariser", above = 0, defaultValue = "0.6") double mu) {}

    public record ThresholdOptions(
            @Option(
                            value = "Confidences at which an input leaves",
                            min = 0,
                            max = 1,
                            minItems = 1,
                            defaultValue = "[0.5, 0.9]")
                    List<Double> thresholds) {}

    /** A kind that the runtime does not know. */
    public interface Backbone {}

    /** Another kind that the runtime does not know. */
    public interface ExitHead {}

    public record ConvnetOptions(
            @Option(value = "Channels of the last stage", min = 8, defaultValue = "128") int width) {}

    public record NetworkOptions(
            @Option("Stages") PluginChoice<Backbone> backbone,
            @Option(value = "Head of every exit", defaultValue = "{\"type\": \"linear\"}")
                    PluginChoice<ExitHead> head) {}

    public record EngineOptions(
            @Option(value = "Tag of the device, for logs", defaultValue = "") Optional<String> device) {}

    private static final class TestEngine extends EnginePlugin<EngineOptions, NetworkOptions> {
        TestEngine() {
            super(
                    "dl4j",
                    "The engine of these tests",
                    EngineOptions.class,
                    NetworkOptions.class,
                    (options, context) -> {
                        throw new AssertionError("not created in these tests");
                    });
        }
    }

    public record LocalOptions(
            @Option(value = "Worker threads; the number of cores if omitted", min = 1) Optional<Integer> workers) {}
}
