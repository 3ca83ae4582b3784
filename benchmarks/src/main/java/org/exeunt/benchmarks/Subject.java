package org.exeunt.benchmarks;

import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.NetworkOptions;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.backbones.ResNet18;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.spi.Backbone;

/**
 * A network to be measured, and what it is fed.
 *
 * @param classes number of classes
 * @param batch examples a training step
 */
record Subject(NetworkOptions network, InputShape input, int classes, int batch) {
    private static final InputShape CIFAR = InputShape.image(3, 32, 32);

    /** Returns the network that the script of the same name in {@code peers} builds. */
    static Subject of(String name) {
        return switch (name) {
            case "convnet" -> image(Choice.of(new ConvNet.Plugin(), new ConvNet.Options(128, 3)), 10, 64);
            case "resnet18" ->
                image(
                        Choice.of(new ResNet18.Plugin(), new ResNet18.Options(64, ResNet18.NormKind.BATCH, 32, 0.1)),
                        100,
                        32);
            default -> throw new IllegalArgumentException("network '%s': convnet or resnet18 expected".formatted(name));
        };
    }

    private static Subject image(Choice<Backbone> backbone, int classes, int batch) {
        NetworkOptions options =
                new NetworkOptions(backbone, Choice.of(new LinearHead.Plugin(), new LinearHead.Options()));
        return new Subject(options, CIFAR, classes, batch);
    }

    /** Returns uniform noise with labels in turn. */
    Examples noise(int count) {
        float[] values = new float[count * input.size()];
        var random = new RandomStreams(1).stream("data");
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
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
                System.arraycopy(values, index * input.size(), target, offset, input.size());
            }
        };
    }
}
