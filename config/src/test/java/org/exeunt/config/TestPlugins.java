package org.exeunt.config;

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
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.testsupport.PluginClassLoader;

/** Plugins of every kind that a run needs, with options of every type; none can create its product. */
final class TestPlugins {
    private TestPlugins() {}

    static PluginRegistry registry() {
        return PluginRegistry.load(PluginClassLoader.of(
                Images.class,
                Dirichlet.class,
                Distilling.class,
                Averaging.class,
                AllExits.class,
                ClosedForm.class,
                Uniform.class,
                WeightedMean.class,
                Confidence.class,
                Margin.class,
                TestEngine.class,
                Convnet.class,
                Linear.class,
                Local.class,
                Console.class));
    }

    /** A plugin with an id and options only. */
    abstract static class OptionsOnly<T, O extends Record> extends Plugin<T, O> {
        OptionsOnly(Class<? super T> kind, String id, Class<O> options) {
            super(kind, id, "The " + id + " of these tests.", options, (chosen, context) -> {
                throw new AssertionError("not created in these tests");
            });
        }
    }

    record ImageOptions(
            @Option(value = "Folder of the files", defaultValue = "data/images") Path dir,
            @Option(value = "Side of an image", min = 8, max = 64, defaultValue = "32", unit = "pixels") int side) {}

    public static final class Images extends OptionsOnly<DatasetSource, ImageOptions> {
        public Images() {
            super(DatasetSource.class, "images", ImageOptions.class);
        }
    }

    record DirichletOptions(
            @Option(value = "Concentration", above = 0, defaultValue = "0.3") double alpha,
            @Option(value = "Number of clients", min = 1) int clients,
            @Option(
                            value = "Share of a client's examples kept for testing",
                            above = 0,
                            below = 1,
                            defaultValue = "0.25")
                    double testFraction) {}

    public static final class Dirichlet extends OptionsOnly<Partitioner, DirichletOptions> {
        public Dirichlet() {
            super(Partitioner.class, "dirichlet", DirichletOptions.class);
        }
    }

    enum Preset {
        PAPER,
        REFERENCE
    }

    enum TeacherMode {
        FROZEN_SEPARATE,
        OVERWRITE_LAST
    }

    record DistillingOptions(
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
        DistillingOptions {
            if (allTeachers && teachers.isPresent()) {
                throw new IllegalArgumentException("all-teachers and teachers exclude each other");
            }
        }
    }

    public static final class Distilling extends OptionsOnly<Strategy<?>, DistillingOptions> {
        public Distilling() {
            super(Strategy.class, "distilling", DistillingOptions.class);
        }
    }

    public static final class Averaging extends OptionsOnly<Strategy<?>, NoOptions> {
        public Averaging() {
            super(Strategy.class, "averaging", NoOptions.class);
        }
    }

    public static final class AllExits extends OptionsOnly<CoordinationPolicy, NoOptions> {
        public AllExits() {
            super(CoordinationPolicy.class, "all-exits", NoOptions.class);
        }
    }

    /** A kind of plugin that a strategy chooses. */
    interface TeacherWeights {}

    record ClosedFormOptions(@Option(value = "Regulariser", above = 0, defaultValue = "0.6") double mu) {}

    public static final class ClosedForm extends OptionsOnly<TeacherWeights, ClosedFormOptions> {
        public ClosedForm() {
            super(TeacherWeights.class, "closed-form", ClosedFormOptions.class);
        }
    }

    public static final class Uniform extends OptionsOnly<ClientSampler, NoOptions> {
        public Uniform() {
            super(ClientSampler.class, "uniform", NoOptions.class);
        }
    }

    public static final class WeightedMean extends OptionsOnly<Aggregator, NoOptions> {
        public WeightedMean() {
            super(Aggregator.class, "weighted-mean", NoOptions.class);
        }
    }

    record ThresholdOptions(
            @Option(
                            value = "Confidences at which an input leaves",
                            min = 0,
                            max = 1,
                            minItems = 1,
                            defaultValue = "[0.5, 0.9]")
                    List<Double> thresholds) {}

    public static final class Confidence extends OptionsOnly<ExitPolicy, ThresholdOptions> {
        public Confidence() {
            super(ExitPolicy.class, "confidence", ThresholdOptions.class);
        }
    }

    public static final class Margin extends OptionsOnly<ExitPolicy, ThresholdOptions> {
        public Margin() {
            super(ExitPolicy.class, "margin", ThresholdOptions.class);
        }
    }

    /** A kind that the runtime does not know. */
    interface Backbone {}

    /** Another kind that the runtime does not know. */
    interface ExitHead {}

    record ConvnetOptions(@Option(value = "Channels of the last stage", min = 8, defaultValue = "128") int width) {}

    public static final class Convnet extends OptionsOnly<Backbone, ConvnetOptions> {
        public Convnet() {
            super(Backbone.class, "convnet", ConvnetOptions.class);
        }
    }

    public static final class Linear extends OptionsOnly<ExitHead, NoOptions> {
        public Linear() {
            super(ExitHead.class, "linear", NoOptions.class);
        }
    }

    record NetworkOptions(
            @Option("Stages") PluginChoice<Backbone> backbone,
            @Option(value = "Head of every exit", defaultValue = "{\"type\": \"linear\"}")
                    PluginChoice<ExitHead> head) {}

    record EngineOptions(@Option(value = "Tag of the device, for logs", defaultValue = "") Optional<String> device) {}

    public static final class TestEngine extends EnginePlugin<EngineOptions, NetworkOptions> {
        public TestEngine() {
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

    record LocalOptions(
            @Option(value = "Worker threads; the number of cores if omitted", min = 1) Optional<Integer> workers) {}

    public static final class Local extends OptionsOnly<ClientExecutor, LocalOptions> {
        public Local() {
            super(ClientExecutor.class, "local", LocalOptions.class);
        }
    }

    public static final class Console extends OptionsOnly<RunTracker, NoOptions> {
        public Console() {
            super(RunTracker.class, "console", NoOptions.class);
        }
    }
}
