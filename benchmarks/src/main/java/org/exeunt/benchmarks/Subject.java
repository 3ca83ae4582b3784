package org.exeunt.benchmarks;

import java.util.Arrays;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.Dl4jEngine;
import org.exeunt.dl4j.NetworkOptions;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.backbones.ResNet18;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;

/**
 * A network to be measured and its input.
 *
 * @param classes number of classes
 * @param batch examples per training step
 * @param lengths lengths of token sequences, used cyclically; empty for images
 */
record Subject(NetworkOptions network, InputShape input, int classes, int batch, int[] lengths) {
    private static final int VOCABULARY = 32_000;
    private static final int LENGTH = 200;

    /**
     * Returns the same network as the script of the same name in {@code peers}.
     *
     * @param lengths lengths of the sequences of {@code transformer-shortcuts}, used cyclically; other Transformers use
     *     full sequences
     */
    static Subject of(String name, int[] lengths) {
        return switch (name) {
            case "convnet" ->
                image(new Dl4jPlugins().choose(Backbone.class, "convnet", new ConvNet.Options(128, 3)), 10, 64);
            case "resnet18" ->
                image(
                        new Dl4jPlugins()
                                .choose(
                                        Backbone.class,
                                        "resnet18",
                                        new ResNet18.Options(64, ResNet18.NormKind.BATCH, 32, 0.1)),
                        100,
                        32);
            case "transformer" -> transformer(0.1, AllPositionsHead.CHOICE, LENGTH);
            case "transformer-without-dropout" -> transformer(0, AllPositionsHead.CHOICE, LENGTH);
            case "transformer-shortcuts" -> transformer(0.1, linear(), lengths);
            default ->
                throw new IllegalArgumentException(("unknown network '%s'; expected convnet, resnet18, "
                                + "transformer, transformer-without-dropout or transformer-shortcuts")
                        .formatted(name));
        };
    }

    private static Subject image(PluginChoice<Backbone> backbone, int classes, int batch) {
        return new Subject(
                new NetworkOptions(backbone, linear()), InputShape.image(3, 32, 32), classes, batch, new int[] {});
    }

    private static Subject transformer(double dropout, PluginChoice<ExitHead> head, int... lengths) {
        Transformer.Options options = new Transformer.Options(VOCABULARY, 192, 4, 2, 768, dropout, true);
        return new Subject(
                new NetworkOptions(new Dl4jPlugins().choose(Backbone.class, "transformer", options), head),
                InputShape.vector(LENGTH),
                4,
                32,
                lengths);
    }

    private static PluginChoice<ExitHead> linear() {
        return new Dl4jPlugins().choose(ExitHead.class, "linear", new LinearHead.Options());
    }

    NetworkDesign design() {
        return new Dl4jEngine(new NoConfiguration()).design(network, input, classes);
    }

    /** Returns uniform noise, or random tokens with padding; labels cycle through the classes. */
    Examples examples(int count) {
        var random = Streams.ROOT.stream("data");
        float[] values = new float[count * input.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = lengths.length == 0 ? random.nextFloat() : random.nextInt(1, VOCABULARY);
        }
        if (lengths.length > 0) {
            for (int example = 0; example < count; example++) {
                int padding = example * input.size() + lengths[example % lengths.length];
                Arrays.fill(values, padding, (example + 1) * input.size(), 0);
            }
        }
        return new ArrayExamples(values, input.size(), classes);
    }

    private record ArrayExamples(float[] values, int exampleSize, int classes) implements Examples {
        @Override
        public int size() {
            return values.length / exampleSize;
        }

        @Override
        public int label(int index) {
            return index % classes;
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
            System.arraycopy(values, index * exampleSize, target, offset, exampleSize);
        }
    }
}
