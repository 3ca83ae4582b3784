package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.backbones.Mlp;
import org.exeunt.dl4j.backbones.ResNet18;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.design.InitialValues;
import org.exeunt.dl4j.device.Device;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.exeunt.testsupport.FixedPlugin;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Small networks and data for tests, drawn from fixed seeds. */
final class Fixture {
    static final RandomStreams STREAMS = new RandomStreams(20260101);
    /** A power of two, so that dividing a change of parameters by it is exact. */
    private static final double LARGE_STEP = 1024;

    static final class Context implements PluginContext {
        @Override
        public Path resolve(Path path) {
            return path;
        }

        @Override
        public void warn(String sentence) {
            throw new AssertionError("unexpected warning: " + sentence);
        }
    }

    private Fixture() {}

    static NetworkDesign design(PluginChoice<Backbone> backbone, InputShape input, int classes) {
        Engine<NetworkOptions> engine =
                new Dl4jEnginePlugin().create(new Dl4jEnginePlugin.Options(Device.CPU), new Context());
        return engine.design(
                new NetworkOptions(
                        backbone, new Dl4jPlugins().choose(ExitHead.class, "linear", new LinearHead.Options())),
                input,
                classes);
    }

    static PluginChoice<Backbone> convNet(int width, int stages) {
        return new Dl4jPlugins().choose(Backbone.class, "convnet", new ConvNet.Options(width, stages));
    }

    static PluginChoice<Backbone> resNet18(int width) {
        return new Dl4jPlugins()
                .choose(Backbone.class, "resnet18", new ResNet18.Options(width, ResNet18.NormKind.BATCH, 1, 0.1));
    }

    static PluginChoice<Backbone> resNet18WithGroupNorm(int width, int groups) {
        return new Dl4jPlugins()
                .choose(Backbone.class, "resnet18", new ResNet18.Options(width, ResNet18.NormKind.GROUP, groups, 0));
    }

    static PluginChoice<Backbone> mlp(Integer... hidden) {
        return new Dl4jPlugins().choose(Backbone.class, "mlp", new Mlp.Options(List.of(hidden)));
    }

    /** Adds the layers of a stage; returns the name of the last one. */
    interface Stage {
        String add(int stage, GraphBuilder graph, String input, InputType type);
    }

    /** Returns a backbone whose stages are added by a function. */
    static Backbone backbone(int stages, InputType type, Stage stage) {
        return new Backbone() {
            @Override
            public int stages() {
                return stages;
            }

            @Override
            public InputType input(InputShape example) {
                return type;
            }

            @Override
            public String addStage(int number, GraphBuilder graph, String input, InputType given) {
                return stage.add(number, graph, input, given);
            }
        };
    }

    /** Returns a backbone of one stage. */
    static Backbone oneStage(InputType type, Layer... layers) {
        return backbone(
                1,
                type,
                (stage, graph, input, given) ->
                        addAll(Stream.of(layers).map(Layer::clone).toList(), graph, input));
    }

    /** Returns the choice of a plugin that creates a given backbone. */
    static PluginChoice<Backbone> chosen(Backbone backbone) {
        return FixedPlugin.of(Backbone.class, "given", backbone);
    }

    /** Returns the design of a network with linear heads. */
    static Dl4jDesign design(Backbone backbone, InputShape shape, int classes) {
        return design(backbone, new LinearHead(), shape, classes);
    }

    static Dl4jDesign design(Backbone backbone, ExitHead head, InputShape shape, int classes) {
        return new Dl4jDesign(new GraphFactory(backbone, head, shape, classes), InitialValues.Rule.HE);
    }

    /** Asserts that a network cannot be designed, with the code of invalid networks. */
    static void assertRejected(ThrowingCallable design, String... parts) {
        assertThatThrownBy(design)
                .isInstanceOfSatisfying(
                        ExeuntException.class, found -> assertThat(found.code()).hasToString("CONFIG-41"))
                .hasMessageContainingAll(parts);
    }

    /** Returns the exported graph of a design. */
    static ComputationGraph exported(NetworkDesign design, ExportRequest request) {
        byte[] file = ((Dl4jDesign) design).export("dl4j", request).get("model.zip");
        try {
            return ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(file), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the values of examples before they were scaled. */
    static float[] raw(Examples examples, InputShape shape, InputScaling scaling) {
        int size = shape.size();
        float[] values = new float[examples.size() * size];
        List<InputScaling.Channel> channels = scaling.channels();
        for (int i = 0; i < examples.size(); i++) {
            examples.copyTo(i, values, i * size);
        }
        // without a remainder: C2 of Java 17 moved the division before the check of its divisor
        for (int i = 0; i < values.length && !channels.isEmpty(); ) {
            for (InputScaling.Channel channel : channels) {
                for (int end = i + size / channels.size(); i < end; i++) {
                    values[i] = (float) (values[i] * channel.deviation() + channel.mean());
                }
            }
        }
        return values;
    }

    /** Returns examples as an array {@code [examples, lengths of the shape]}. */
    static INDArray array(Examples examples, InputShape shape) {
        return Nd4j.createFromArray(raw(examples, shape, InputScaling.none("values")))
                .reshape(
                        'c',
                        IntStream.concat(
                                        IntStream.of(examples.size()),
                                        shape.lengths().stream().mapToInt(i -> i))
                                .asLongStream()
                                .toArray());
    }

    /** Asserts that a network returns, before the softmax, the probabilities of an exported graph. */
    static void assertSameProbabilities(Network network, Examples examples, INDArray... probabilities) {
        assertThat(probabilities).hasSize(network.spec().exits());
        network.forward(examples, pass -> {
            for (int k = 0; k < probabilities.length; k++) {
                double[] expected = probabilities(pass.logits(new Exit(k + 1)), pass.classes());
                for (int i = 0; i < expected.length; i++) {
                    assertThat(probabilities[k].getDouble(i / pass.classes(), i % pass.classes()))
                            .as("exit %d", k + 1)
                            .isCloseTo(expected[i], within(1e-5));
                }
            }
        });
    }

    /** Returns the softmax of every row of logits. */
    static double[] probabilities(double[] logits, int classes) {
        double[] probabilities = new double[logits.length];
        double[] row = new double[classes];
        for (int at = 0; at < logits.length; at += classes) {
            Softmax.row(logits, at, classes, 1, row);
            System.arraycopy(row, 0, probabilities, at, classes);
        }
        return probabilities;
    }

    /** Returns the logits of all exits of every batch. */
    static List<double[]> logits(Network network, Examples examples) {
        List<double[]> all = new ArrayList<>();
        network.forward(examples, pass -> pass.exits()
                .forEach(exit -> all.add(Arrays.copyOf(pass.logits(exit), pass.size() * pass.classes()))));
        return all;
    }

    /** Returns a rule under which inputs leave for which a condition holds. */
    static ExitRule rule(Predicate<ExitInput> leaves) {
        return rule(leaves, ExitInput::probabilities);
    }

    /** Returns such a rule with answers of its own. */
    static ExitRule rule(Predicate<ExitInput> leaves, Function<ExitInput, double[]> answer) {
        return new ExitRule() {
            @Override
            public String label() {
                return "test";
            }

            @Override
            public boolean shouldExit(ExitInput view) {
                return leaves.test(view);
            }

            @Override
            public double[] answer(ExitInput view) {
                return answer.apply(view);
            }
        };
    }

    /** Asserts that the gradient of every block is the slope along itself, by finite differences. */
    static void assertGradients(Network network, Examples examples) {
        Objective objective = earlyExit(network);
        float[] gradient = gradient(network, objective, examples);
        ParameterSet start = network.read(network.spec().layout().all());
        for (Block block : network.spec().layout().trainable().blocks()) {
            BlockSet one = network.spec().layout().select(block::equals);
            ParameterSet direction = ParameterSet.fromFlat(one, gradient);
            double norm = ParameterMath.norm(direction);
            if (norm < 1e-4) {
                continue; // a bias before a batch norm has no effect
            }
            double h = 1e-2;
            network.load(ParameterMath.axpy(h / norm, direction, start.select(one)));
            double up = value(network, objective, examples);
            network.load(ParameterMath.axpy(-h / norm, direction, start.select(one)));
            double down = value(network, objective, examples);
            network.load(start);
            // a loss of about 1 has an error of about 1e-6, its slope over 2e-2 an error of 1e-4; the third derivative
            // adds 1e-2 of the slope
            assertThat((up - down) / (2 * h)).as(block.name()).isCloseTo(norm, within(2e-2 * norm + 1e-4));
        }
    }

    /** Adds layers, each of which reads the one before it; returns the name of the last one. */
    static String addAll(List<Layer> layers, GraphBuilder graph, String input) {
        String last = input;
        for (Layer layer : layers) {
            String name = last + "-" + layer.getClass().getSimpleName();
            graph.addLayer(name, layer, last);
            last = name;
        }
        return last;
    }

    /** Returns a head that pools as a linear head does; the last of its further layers returns the logits. */
    static ExitHead head(IntFunction<List<Layer>> layersOfClasses) {
        return new ExitHead() {
            @Override
            public String addFeature(GraphBuilder graph, String input, InputType type) {
                return new LinearHead().addFeature(graph, input, type);
            }

            @Override
            public String addLogits(GraphBuilder graph, String feature, int classes) {
                return addAll(layersOfClasses.apply(classes), graph, feature);
            }
        };
    }

    /** A two-exit network small enough for finite differences: 14x14 images, 4 classes. */
    static NetworkDesign smallConvNet() {
        return design(convNet(6, 2), InputShape.image(3, 14, 14), 4);
    }

    static Network open(NetworkDesign design) {
        Network network = design.open();
        network.load(design.initialParameters(STREAMS.stream("init")));
        return network;
    }

    /** Returns examples of standard normal values; labels cycle through the classes. */
    static Examples normal(InputShape shape, int count, int classes, long key) {
        RandomGenerator random = STREAMS.stream("data", key);
        float[] values = new float[count * shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Examples() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public int label(int index) {
                return index % classes;
            }

            @Override
            public void copyTo(int index, float[] target, int offset) {
                System.arraycopy(values, index * shape.size(), target, offset, shape.size());
            }
        };
    }

    /** Returns one epoch of one batch with all examples and plain SGD. */
    static LocalTraining oneStep(Examples examples, double rate) {
        return new LocalTraining(1, examples.size(), rate, 0, 0);
    }

    /**
     * Returns the gradient of the objective at the parameters of the network, which are restored; zero outside the
     * trainable blocks.
     */
    static float[] gradient(Network network, Objective objective, Examples examples) {
        return gradient(network, objective, examples, oneStep(examples, LARGE_STEP));
    }

    /** Returns the gradient of the first step. */
    static float[] gradient(Network network, Objective objective, Examples examples, LocalTraining training) {
        ParameterSet before = network.read(network.spec().layout().all());
        network.resetVelocity(network.spec().layout().all());
        network.train(objective, examples, training, STREAMS.stream("shuffle"));
        float[] moved = network.read(network.spec().layout().all()).values();
        network.load(before);
        float[] start = before.values();
        float[] gradient = new float[start.length];
        for (int i = 0; i < start.length; i++) {
            gradient[i] = (float) (((double) start[i] - moved[i]) / training.learningRate());
        }
        return gradient;
    }

    static Objective earlyExit(Network network) {
        return Objective.earlyExit(
                network.spec().layout().trainable(),
                network.spec().allExits(),
                evenWeights(network.spec().exits()));
    }

    static double[] evenWeights(int exits) {
        double[] weights = new double[exits];
        Arrays.fill(weights, 1.0 / exits);
        return weights;
    }

    /** Returns the value of the objective at the parameters of the network, which are not changed. */
    static double value(Network network, Objective objective, Examples examples) {
        ParameterSet before = network.read(network.spec().layout().all());
        double value = network.train(objective, examples, oneStep(examples, 1e-30), STREAMS.stream("shuffle"))
                .loss();
        network.load(before);
        return value;
    }

    /** Asserts that a step depends on the key of its stream, by at least a relative difference of parameters. */
    static void assertStepDependsOnTheStream(NetworkDesign design, Examples examples, double difference) {
        List<ParameterSet> results = new ArrayList<>();
        for (long key : new long[] {1, 1, 2}) {
            try (Network network = open(design)) {
                // a single batch, so that results do not depend on the shuffled order
                network.train(earlyExit(network), examples, oneStep(examples, 0.1), STREAMS.stream("dropout", key));
                results.add(network.read(network.spec().layout().all()));
            }
        }
        assertThat(results.get(1)).isEqualTo(results.get(0));
        assertThat(relativeDifference(results.get(2).values(), results.get(0).values()))
                .isGreaterThan(difference);
    }

    static double relativeDifference(float[] actual, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
