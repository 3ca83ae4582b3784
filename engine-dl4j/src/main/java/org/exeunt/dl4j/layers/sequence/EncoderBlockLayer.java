package org.exeunt.dl4j.layers.sequence;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs an {@link EncoderBlock}.
 *
 * <p>A batch is computed in groups of sequences, each from beginning to end, so that what one step of the computation leaves is still in the
 * cache when the next reads it.
 */
final class EncoderBlockLayer extends FastLayer<EncoderBlock> implements FirstPositionSwitch {
    private static final int ROWS_A_GROUP = 800;

    private final int width;
    private final int heads;
    private final int hidden;
    private final Dropout dropout;
    private final SelfAttention attention;
    private final FeedForward feedForward;
    private final AddNorm norm;
    private final List<Group> groups = new ArrayList<>();
    private final ReusedArray output = new ReusedArray();
    private final ReusedArray inputGradient = new ReusedArray();
    private final ReusedMatrix branch;
    private final ReusedMatrix packed;
    private final ReusedMatrix middleGradient;
    private final ReusedMatrix branchGradient;
    private final ReusedMatrix askingGradient;
    private EncoderParameters parameters;
    private EncoderParameters gradients;
    private List<Packing> packings = List.of();
    private Matrix x;
    private Dropout.Draw draw;
    private boolean firstAlone;

    EncoderBlockLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        this.width = (int) layerConf().getNIn();
        this.heads = layerConf().getHeads();
        this.hidden = layerConf().getHidden();
        this.dropout = new Dropout(layerConf().getDropRate());
        this.attention = new SelfAttention(width, heads, dropout);
        this.feedForward = new FeedForward(hidden, dropout);
        this.norm = new AddNorm(width);
        this.branch = new ReusedMatrix(width);
        this.packed = new ReusedMatrix(width);
        this.middleGradient = new ReusedMatrix(width);
        this.branchGradient = new ReusedMatrix(width);
        this.askingGradient = new ReusedMatrix(width);
    }

    /** What the forward pass of a group leaves for its backward pass. */
    private final class Group {
        final ReusedMatrix x = new ReusedMatrix(width);
        final ReusedMatrix asking = new ReusedMatrix(width);
        final ReusedMatrix middle = new ReusedMatrix(width);
        final SelfAttention.Saved attention = new SelfAttention.Saved(width, heads);
        final FeedForward.Saved feedForward = new FeedForward.Saved(hidden);
        final AddNorm.Saved norm1 = new AddNorm.Saved(width);
        final AddNorm.Saved norm2 = new AddNorm.Saved(width);

        /** Returns the rows of a group's tokens, where they are in the batch or packed, and those of the tokens that ask. */
        SelfAttention.Rows rows(Packing packing) {
            Matrix all = packing.isWhole() ? packing.of(EncoderBlockLayer.this.x) : x.ofRows(packing.rows());
            return new SelfAttention.Rows(packing, all, firstAlone ? asking.ofRows(packing.sequences()) : all);
        }
    }

    @Override
    public void keepPreparedWeights(boolean keep) {
        attention.keepPreparedWeights(keep);
        feedForward.keepPreparedWeights(keep);
    }

    @Override
    public void computeFirstPositionAlone(boolean alone) {
        firstAlone = alone;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        if (parameters == null) {
            parameters = EncoderParameters.of(params, heads);
        }
        INDArray batch = NativeFloats.dense(input);
        x = Matrix.of(batch);
        packings = Packing.of(x, (int) batch.size(1), ROWS_A_GROUP);
        draw = training ? dropout.draw(Nd4j.getRandom().nextInt()) : dropout.none();
        INDArray result = output.ofShape(batch.shape());
        Matrix y = Matrix.of(result);
        for (int i = 0; i < packings.size(); i++) {
            // nothing of an inference need be kept
            forward(packings.get(i), group(training ? i : 0), draw.of(i), y);
        }
        return result;
    }

    private Group group(int index) {
        if (index == groups.size()) {
            groups.add(new Group());
        }
        return groups.get(index);
    }

    private void forward(Packing packing, Group group, Dropout.Draw drawn, Matrix y) {
        SelfAttention.Rows rows = group.rows(packing);
        if (!packing.isWhole()) {
            packing.pack(x, rows.all());
        }
        Matrix asking = rows.asking();
        if (firstAlone) {
            packing.packFirsts(x, asking);
        }
        Matrix added = branch.ofRows(asking.rows());
        attention.forward(rows, parameters, drawn.of(0), group.attention, added);
        Matrix middle = group.middle.ofRows(asking.rows());
        norm.forward(asking, added, parameters.norm1(), drawn.of(1), group.norm1, middle);
        feedForward.forward(middle, parameters, drawn.of(2), group.feedForward, added);
        Matrix result = liesInPlace(packing) ? packing.of(y) : packed.ofRows(asking.rows());
        norm.forward(middle, added, parameters.norm2(), drawn.of(3), group.norm2, result);
        if (firstAlone) {
            packing.unpackFirsts(result, y, Packing.PADDING);
        } else if (!packing.isWhole()) {
            packing.unpack(result, y, Packing.PADDING);
        }
    }

    @Override
    protected INDArray backward(INDArray epsilon, boolean inputGradientWanted) {
        if (gradients == null) {
            gradients = EncoderParameters.of(gradientViews, heads);
        }
        Matrix.of(gradientsFlattened).fill(0);
        Matrix dy = Matrix.of(NativeFloats.dense(epsilon));
        INDArray result = inputGradientWanted ? inputGradient.ofShape(input.shape()) : null;
        Matrix dx = inputGradientWanted ? Matrix.of(result) : null;
        for (int i = 0; i < packings.size(); i++) {
            backward(packings.get(i), groups.get(i), draw.of(i), dy, dx);
        }
        return result;
    }

    private void backward(Packing packing, Group group, Dropout.Draw drawn, Matrix dy, Matrix dx) {
        SelfAttention.Rows rows = group.rows(packing);
        Matrix asking = rows.asking();
        Matrix middle = group.middle.ofRows(asking.rows());
        Matrix dMiddle = middleGradient.ofRows(asking.rows());
        Matrix dBranch = branchGradient.ofRows(asking.rows());
        Matrix dResult = outputGradient(packing, asking.rows(), dy);
        norm.backward(dResult, parameters.norm2(), drawn.of(3), group.norm2, dMiddle, dBranch, gradients.norm2());
        feedForward.backward(middle, parameters, drawn.of(2), group.feedForward, dBranch, gradients, dMiddle);
        Matrix dRows = dx != null && packing.isWhole() ? packing.of(dx) : packed.ofRows(packing.rows());
        Matrix dAsking = firstAlone ? askingGradient.ofRows(asking.rows()) : dRows;
        norm.backward(dMiddle, parameters.norm1(), drawn.of(1), group.norm1, dAsking, dBranch, gradients.norm1());
        if (firstAlone) {
            dRows.fill(0);
        }
        attention.backward(
                rows,
                parameters,
                drawn.of(0),
                group.attention,
                dBranch,
                gradients,
                dx == null ? null : new SelfAttention.Rows(packing, dRows, dAsking));
        if (dx != null && firstAlone) {
            packing.addFirsts(dAsking, dRows);
        }
        if (dx != null && !packing.isWhole()) {
            packing.unpack(dRows, dx, 0);
        }
    }

    /** Returns whether rows of the output that are computed lie side by side in the batch. */
    private boolean liesInPlace(Packing packing) {
        return packing.isWhole() && !firstAlone;
    }

    /** Returns the rows of the gradient at the output that belong to what was computed. */
    private Matrix outputGradient(Packing packing, int rows, Matrix dy) {
        if (liesInPlace(packing)) {
            return packing.of(dy);
        }
        Matrix gradient = packed.ofRows(rows);
        if (firstAlone) {
            packing.packFirsts(dy, gradient);
        } else {
            packing.pack(dy, gradient);
        }
        return gradient;
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray flat) {
        super.setBackpropGradientsViewArray(flat);
        gradients = null;
    }
}
