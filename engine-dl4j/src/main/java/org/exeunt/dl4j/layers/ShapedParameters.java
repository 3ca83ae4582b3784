package org.exeunt.dl4j.layers;

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

/** Parameters of a layer as a list of named shapes, which lie one after the other in the flat vector. */
public final class ShapedParameters implements ParamInitializer {
    private final Map<String, Shaped> all = new LinkedHashMap<>();

    /**
     * One parameter.
     *
     * @param name without underscores
     * @param weight whether it begins at random; else every value begins at {@code start}
     * @param order {@code 'c'} or {@code 'f'}, as in ND4J
     */
    private record Shaped(String name, boolean weight, double start, char order, long... shape) {
        long size() {
            long size = 1;
            for (long length : shape) {
                size *= length;
            }
            return size;
        }

        /** Values that an output's value is a sum of. */
        long fanIn() {
            return shape.length == 2 ? shape[0] : size() / shape[0];
        }

        long fanOut() {
            return shape.length == 2 ? shape[1] : size() / shape[1];
        }
    }

    /** Adds {@code [in, out]}, each row of which lies together. */
    public ShapedParameters weights(String name, long in, long out) {
        return with(new Shaped(name, true, 0, 'c', in, out));
    }

    /** Adds {@code [in, out]}, each column of which lies together: in memory {@code [out, in]}, as in Deeplearning4j's dense layer. */
    public ShapedParameters columns(String name, long in, long out) {
        return with(new Shaped(name, true, 0, 'f', in, out));
    }

    /** Adds the filters of a square convolution, {@code [out, in, kernel, kernel]}. */
    public ShapedParameters filters(String name, long out, long in, long kernel) {
        return with(new Shaped(name, true, 0, 'c', out, in, kernel, kernel));
    }

    /** Adds {@code [size]} that begins at one value. */
    public ShapedParameters vector(String name, long size, double start) {
        return with(new Shaped(name, false, start, 'c', size));
    }

    private ShapedParameters with(Shaped parameter) {
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
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray parameters, boolean initialise) {
        all.keySet().forEach(conf::addVariable);
        return cut(parameters, (parameter, values) -> {
            if (initialise) {
                begin(parameter, values, (BaseLayer) conf.getLayer());
            }
        });
    }

    private static void begin(Shaped parameter, INDArray values, BaseLayer layer) {
        if (parameter.weight()) {
            layer.getWeightInitFn()
                    .init(parameter.fanIn(), parameter.fanOut(), parameter.shape(), parameter.order(), values);
        } else {
            values.assign(parameter.start());
        }
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradients) {
        return cut(gradients, (parameter, values) -> {});
    }

    private Map<String, INDArray> cut(INDArray vector, BiConsumer<Shaped, INDArray> visitor) {
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
