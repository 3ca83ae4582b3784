package org.example.hello;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.conv.GlobalAverage;
import org.exeunt.dl4j.spi.ExitHead;
import org.nd4j.linalg.activations.Activation;

/**
 * A hidden dense layer, which is the feature, and a dense layer that computes the logits; images are averaged over
 * their pixels.
 */
public record HiddenLayerHead(Options options) implements ExitHead {
    public record Options(@Option(value = "Units of the hidden layer", min = 1, defaultValue = "32") int units) {}


    @Override
    public String addFeature(GraphBuilder graph, String input, InputType type) {
        String vector = input;
        if (type instanceof InputType.InputTypeConvolutional) {
            graph.addLayer("mean", new GlobalAverage(), input);
            vector = "mean";
        } else if (!(type instanceof InputType.InputTypeFeedForward)) {
            throw new IllegalStateException("'hidden-layer-head' reads images and vectors; the stage returns " + type);
        }
        graph.addLayer("hidden", dense(options.units(), Activation.TANH), vector);
        return "hidden";
    }

    @Override
    public String addLogits(GraphBuilder graph, String feature, int classes) {
        graph.addLayer("logits", dense(classes, Activation.IDENTITY), feature); // raw logits, without softmax
        return "logits";
    }

    private static DenseLayer dense(int units, Activation activation) {
        return new DenseLayer.Builder().nOut(units).activation(activation).build();
    }
}
