package org.exeunt.dl4j.layers.width;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.layers.width.PackedMaps.Maps;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of a {@link LastMaps} configuration. */
final class LastMapsLayer extends FastLayer<LastMaps> {
    private final Maps maps;
    private final int offset;
    private final int size;

    LastMapsLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        PackedMaps packed = layerConf().packed();
        maps = packed.last();
        offset = packed.offset(packed.all().size() - 1);
        size = (int) packed.getSize();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        NativeFloats source = NativeFloats.of(NativeFloats.dense(input));
        INDArray selected = output.ofShape(input.size(0), maps.height(), maps.width(), maps.channels());
        NativeFloats target = NativeFloats.of(selected);
        for (int n = 0; n < input.size(0); n++) {
            target.put(n * maps.size(), source, n * size + offset, maps.size());
        }
        return selected;
    }

    @Override
    protected void backward(INDArray epsilon, INDArray dx) {
        if (dx == null) {
            return;
        }
        NativeFloats source = NativeFloats.of(NativeFloats.dense(epsilon));
        dx.assign(0);
        NativeFloats target = NativeFloats.of(dx);
        for (int n = 0; n < input.size(0); n++) {
            target.put(n * size + offset, source, n * maps.size(), maps.size());
        }
    }
}
