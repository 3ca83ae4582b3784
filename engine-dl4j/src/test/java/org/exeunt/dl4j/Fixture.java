package org.exeunt.dl4j;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.backbones.Mlp;
import org.exeunt.dl4j.backbones.ResNet18;
import org.exeunt.dl4j.device.Device;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;

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
                new NetworkOptions(backbone, PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options())),
                input,
                classes);
    }

    static PluginChoice<Backbone> convNet(int width, int stages) {
        return PluginChoice.of(new ConvNet.Provider(), new ConvNet.Options(width, stages));
    }

    static PluginChoice<Backbone> resNet18(int width) {
        return PluginChoice.of(new ResNet18.Provider(), new ResNet18.Options(width, ResNet18.NormKind.BATCH, 1, 0.1));
    }

    static PluginChoice<Backbone> resNet18WithGroupNorm(int width, int groups) {
        return PluginChoice.of(
                new ResNet18.Provider(), new ResNet18.Options(width, ResNet18.NormKind.GROUP, groups, 0));
    }

    static PluginChoice<Backbone> mlp(Integer... hidden) {
        return PluginChoice.of(new Mlp.Provider(), new Mlp.Options(List.of(hidden)));
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
