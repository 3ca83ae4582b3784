package org.exeunt.dl4j.design;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.layers.InputGradientSwitch;
import org.exeunt.dl4j.layers.ParameterFreeConfiguration;
import org.exeunt.dl4j.layers.ParameterFreeLayer;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer that passes a copy of a head's feature vector on, exposes the vector, and lets losses add to its gradient. A
 * copy, because layers of Deeplearning4j such as dropout overwrite their input, which later stages may read.
 */
public final class FeatureTap extends ParameterFreeConfiguration {
    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        if (inputType instanceof InputType.InputTypeFeedForward) {
            return inputType;
        }
        throw new IllegalStateException("the feature of a head must be a vector; found " + inputType);
    }

    @Override
    protected ParameterFreeLayer<?> layer(NeuralNetConfiguration conf, DataType type) {
        return new Running(conf, type);
    }

    /** The layer that runs a tap. */
    public static final class Running extends ParameterFreeLayer<FeatureTap> implements InputGradientSwitch {
        private boolean inputGradientWanted = true;
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
        public void computeInputGradient(boolean wanted) {
            inputGradientWanted = wanted;
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray result = output.ofShape(input.shape());
            NativeFloats.of(result).put(0, NativeFloats.of(NativeFloats.dense(input)), 0, (int) input.length());
            return result;
        }

        @Override
        protected INDArray backward(INDArray epsilon) {
            if (!inputGradientWanted) {
                return epsilon;
            }
            INDArray gradient = NativeFloats.dense(epsilon);
            if (addend != null) {
                Matrix values = Matrix.of(gradient);
                float[] sum = values.toArray();
                for (int i = 0; i < sum.length; i++) {
                    sum[i] = replaces ? addend[i] : sum[i] + addend[i];
                }
                values.put(0, sum, sum.length);
            }
            return gradient;
        }
    }
}
