package org.exeunt.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.spi.Backbone;

/**
 * A trained network of an ONNX file with exits after tensors of its graph. It is frozen: stages have no parameters, so
 * that only heads are trained and sent.
 *
 * <p>The output of a stage is the feature of its exit, followed by the values of the example, from which the next stage
 * finds what was computed before. The network reads one input of type float32 with the shape of an example, or token
 * ids of type int64 with 0 as padding.
 */
final class OnnxBackbone implements Backbone {
    /** Options of {@link OnnxBackbone}. */
    public record Options(
            @Option("ONNX file of the trained network, with all parameters inside") Path file,
            @Option(
                            value = "Tensors of its graph after which exits are, shallowest first; the last one is the"
                                    + " final exit",
                            minItems = 1)
                    List<String> exits,
            @Option("How each tensor becomes a vector: mean over tokens, first token, spatial mean, or none;"
                            + " by its shape if not set")
                    Optional<Pooling> pooling) {
        public Options {
            exits = List.copyOf(exits);
        }
    }

    private final FrozenNetwork network;

    private OnnxBackbone(FrozenNetwork network) {
        this.network = network;
    }

    /**
     * Opens the network.
     *
     * @throws IllegalArgumentException if the file does not have such exits, or needs what is not supported
     */
    static OnnxBackbone of(Path file, Options options) {
        return new OnnxBackbone(FrozenNetwork.of(file, options.exits(), options.pooling(), cache()));
    }

    /** Returns the folder that {@code EXEUNT_CACHE} names, {@code ~/.cache/exeunt} without it, or none if it is empty. */
    private static Optional<Path> cache() {
        String folder =
                System.getenv().getOrDefault("EXEUNT_CACHE", System.getProperty("user.home") + "/.cache/exeunt");
        return folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder));
    }

    @Override
    public int stages() {
        return network.exits();
    }

    @Override
    public InputType input(InputShape example) {
        network.requireReadable(example);
        return InputType.feedForward(example.size());
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        graph.addLayer("frozen", new FrozenStage(network, stage), input);
        return "frozen";
    }

    @Override
    public Optional<Layer> headInput(int exit) {
        return Optional.of(new ExitFeature(network.features(exit)));
    }
}
