package org.exeunt.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.dl4j.layers.InputGradientSwitch;
import org.exeunt.dl4j.layers.Instantiation;
import org.exeunt.dl4j.layers.MemoryReport;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer that passes a head's feature vector through, exposes it, and lets losses add to its gradient. */
final class FeatureTap extends NoParamLayer implements ReusesBuffers {
    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        if (inputType instanceof InputType.InputTypeFeedForward) {
            return inputType;
        }
        throw new IllegalStateException("the feature of a head must be a vector; found " + inputType);
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return MemoryReport.of(this, inputType, 0);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        return Instantiation.complete(new Running(conf, type), conf, listeners, index, parameters, initialise);
    }

    /** The layer that runs a tap. */
    static final class Running extends AbstractLayer<FeatureTap> implements InputGradientSwitch {
        private boolean inputGradientWanted = true;
        private float[] addend;
        private boolean replaces;
        private float[] sum = {};

        Running(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        /** Returns the feature of the last forward pass, {@code [batch, features]}. */
        INDArray feature() {
            return input;
        }

        /**
         * Sets the gradient that is added in the following backward passes; null for none.
         *
         * @param gradient {@code [batch, features]} in row-major order
         */
        void add(float[] gradient) {
            addend = gradient;
            replaces = false;
        }

        /**
         * Sets the gradient that is used in the following backward passes in place of the one from the logits, which
         * was not requested; null for none.
         */
        void replace(float[] gradient) {
            addend = gradient;
            replaces = true;
        }

        @Override
        public void computeInputGradient(boolean wanted) {
            inputGradientWanted = wanted;
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            assertInputSet(false);
            return input;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            if (!inputGradientWanted) {
                return new Pair<>(new DefaultGradient(), epsilon);
            }
            INDArray gradient = NativeFloats.dense(epsilon);
            if (addend != null) {
                NativeFloats floats = NativeFloats.of(gradient);
                if (sum.length < floats.length()) {
                    sum = new float[floats.length()];
                }
                floats.get(0, sum, 0, floats.length());
                for (int i = 0; i < floats.length(); i++) {
                    sum[i] = replaces ? addend[i] : sum[i] + addend[i];
                }
                floats.put(0, sum, 0, floats.length());
            }
            return new Pair<>(new DefaultGradient(), gradient);
        }

        @Override
        public boolean isPretrainLayer() {
            return false;
        }

        @Override
        public void clearNoiseWeightParams() {}
    }
}
