package org.exeunt.dl4j.layers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The parameters of a layer, defined by a list of named shapes and stored consecutively in the flat vector. */
public final class ShapedParameters implements ParamInitializer {
    private final Map<String, Shaped> all = new LinkedHashMap<>();

    /**
     * One parameter.
     *
     * @param name name without underscores
     * @param weight whether initial values are random; otherwise they are {@code start}
     * @param order memory order, {@code 'c'} (row-major) or {@code 'f'} (column-major)
     */
    private record Shaped(String name, boolean weight, double start, char order, long... shape) {
        long size() {
            return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        }

        /** Number of inputs of each output value. */
        long fanIn() {
            return shape.length == 2 ? shape[0] : size() / shape[0];
        }

        long fanOut() {
            return shape.length == 2 ? shape[1] : size() / shape[1];
        }
    }

    /** Adds a weight {@code [in, out]} in row-major order. */
    public ShapedParameters weights(String name, long in, long out) {
        return add(new Shaped(name, true, 0, 'c', in, out));
    }

    /** Adds a weight {@code [in, out]} in column-major order, as in Deeplearning4j's dense layer. */
    public ShapedParameters columns(String name, long in, long out) {
        return add(new Shaped(name, true, 0, 'f', in, out));
    }

    /** Adds the weights of a square convolution, {@code [out, in, kernel, kernel]}. */
    public ShapedParameters filters(String name, long out, long in, long kernel) {
        return filters(name, out, in, kernel, kernel);
    }

    /** Adds the weights of a convolution, {@code [out, in, height, width]}. */
    public ShapedParameters filters(String name, long out, long in, long height, long width) {
        return add(new Shaped(name, true, 0, 'c', out, in, height, width));
    }

    /** Adds a vector {@code [size]} with all initial values equal to {@code start}. */
    public ShapedParameters vector(String name, long size, double start) {
        return add(new Shaped(name, false, start, 'c', size));
    }

    private ShapedParameters add(Shaped parameter) {
        all.put(parameter.name(), parameter);
        return this;
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return all.values().stream().mapToLong(Shaped::size).sum();
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return List.copyOf(all.keySet());
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return paramKeys(layer).stream()
                .filter(name -> isWeightParam(layer, name))
                .toList();
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return paramKeys(layer).stream()
                .filter(name -> isBiasParam(layer, name))
                .toList();
    }

    @Override
    public boolean isWeightParam(Layer layer, String name) {
        return all.containsKey(name) && all.get(name).weight();
    }

    @Override
    public boolean isBiasParam(Layer layer, String name) {
        return all.containsKey(name) && !all.get(name).weight();
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray parameters, boolean fill) {
        all.keySet().forEach(conf::addVariable);
        return split(parameters, (parameter, values) -> {
            if (fill) {
                initialise(parameter, values, (BaseLayer) conf.getLayer());
            }
        });
    }

    private static void initialise(Shaped parameter, INDArray values, BaseLayer layer) {
        if (parameter.weight()) {
            layer.getWeightInitFn()
                    .init(parameter.fanIn(), parameter.fanOut(), parameter.shape(), parameter.order(), values);
        } else {
            values.assign(parameter.start());
        }
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradients) {
        return split(gradients, (parameter, values) -> {});
    }

    private Map<String, INDArray> split(INDArray vector, BiConsumer<Shaped, INDArray> visitor) {
        if (all.isEmpty()) {
            return Map.of();
        }
        INDArray flat = vector.reshape(vector.length());
        Map<String, INDArray> table = new LinkedHashMap<>();
        long from = 0;
        for (Shaped parameter : all.values()) {
            INDArray values = flat.get(NDArrayIndex.interval(from, from + parameter.size()));
            visitor.accept(parameter, values);
            table.put(parameter.name(), values.reshape(parameter.order(), parameter.shape()));
            from += parameter.size();
        }
        return table;
    }
}
