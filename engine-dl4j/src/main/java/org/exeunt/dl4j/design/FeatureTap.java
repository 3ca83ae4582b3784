package org.exeunt.dl4j.design;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer that passes a copy of a head's feature vector on, exposes the vector, and lets losses add to its gradient. A
 * copy, because layers of Deeplearning4j such as dropout overwrite their input, which later stages may read.
 */
public final class FeatureTap extends FastConfiguration {
    /** Creates the layer. */
    public FeatureTap() {
        super(Running::new);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        if (inputType instanceof InputType.InputTypeFeedForward) {
            return inputType;
        }
        throw new IllegalStateException("the feature of a head must be a vector; found " + inputType);
    }

    /** The layer that runs a tap. */
    public static final class Running extends FastLayer<FeatureTap> {
        private float[] addend;
        private boolean replaces;

        Running(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        /** Returns the feature of the last forward pass, {@code [batch, features]}. */
        public INDArray feature() {
            return input;
        }

        /**
         * Sets the gradient that is added in the following backward passes; null for none.
         *
         * @param gradient {@code [batch, features]} in row-major order
         * @param alone whether it replaces the gradient from the logits, which was not requested
         */
        public void add(float[] gradient, boolean alone) {
            addend = gradient;
            replaces = alone;
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray result = output.ofShape(input.shape());
            NativeFloats.of(result).put(0, NativeFloats.of(NativeFloats.dense(input)), 0, (int) input.length());
            return result;
        }

        @Override
        protected void backward(INDArray epsilon, INDArray dx) {
            if (dx == null) {
                return;
            }
            float[] sum = Matrix.of(NativeFloats.dense(epsilon)).toArray();
            for (int i = 0; addend != null && i < sum.length; i++) {
                sum[i] = replaces ? addend[i] : sum[i] + addend[i];
            }
            Matrix.of(dx).put(0, sum, sum.length);
        }
    }
}
