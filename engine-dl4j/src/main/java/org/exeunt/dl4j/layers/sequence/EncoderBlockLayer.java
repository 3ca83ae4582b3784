package org.exeunt.dl4j.layers.sequence;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The layer of an {@link EncoderBlock} configuration.
 *
 * <p>A batch is computed in groups of sequences. All steps are computed for one group before the next, so that the
 * result of a step is still in the cache when the next step reads it.
 */
final class EncoderBlockLayer extends FastLayer<EncoderBlock> implements FirstPositionSwitch {
    private static final int ROWS_PER_GROUP = 800;

    private final int width;
    private final int heads;
    private final int hidden;
    private final Dropout dropout;
    private final SelfAttention attention;
    private final FeedForward feedForward;
    private final AddNorm norm;
    private final List<Group> groups = new ArrayList<>();
    private final ReusedMatrix branch;
    private final ReusedMatrix packed;
    private final ReusedMatrix middleGradient;
    private final ReusedMatrix branchGradient;
    private final ReusedMatrix queryGradient;
    private EncoderParameters parameters;
    private EncoderParameters gradients;
    private List<Packing> packings = List.of();
    private Matrix x;
    private Dropout.Draw draw;
    private boolean firstOnly;

    EncoderBlockLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        this.width = (int) layerConf().getNIn();
        this.heads = layerConf().heads();
        this.hidden = layerConf().hidden();
        this.dropout = new Dropout(layerConf().dropRate());
        this.attention = preparing(new SelfAttention(width, heads, dropout));
        this.feedForward = preparing(new FeedForward(hidden, dropout));
        this.norm = new AddNorm(width);
        this.branch = new ReusedMatrix(width);
        this.packed = new ReusedMatrix(width);
        this.middleGradient = new ReusedMatrix(width);
        this.branchGradient = new ReusedMatrix(width);
        this.queryGradient = new ReusedMatrix(width);
    }

    /** Values that the forward pass of a group stores for its backward pass. */
    private final class Group {
        final ReusedMatrix x = new ReusedMatrix(width);
        final ReusedMatrix queries = new ReusedMatrix(width);
        final ReusedMatrix middle = new ReusedMatrix(width);
        final SelfAttention.Saved attention = new SelfAttention.Saved(width, heads);
        final ReusedMatrix feedForward = new ReusedMatrix(hidden);
        final AddNorm.Saved norm1 = new AddNorm.Saved(width);
        final AddNorm.Saved norm2 = new AddNorm.Saved(width);

        /**
         * Returns the rows of the tokens of a group, in the batch or packed, and the rows of the tokens that are
         * queries.
         */
        SelfAttention.Rows rows(Packing packing) {
            Matrix all = packing.isWhole() ? packing.of(EncoderBlockLayer.this.x) : x.ofRows(packing.rows());
            return new SelfAttention.Rows(packing, all, firstOnly ? queries.ofRows(packing.sequences()) : all);
        }
    }

    @Override
    public void computeFirstPositionOnly(boolean firstOnlyWanted) {
        firstOnly = firstOnlyWanted;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        if (parameters == null) {
            parameters = EncoderParameters.of(params, heads);
        }
        INDArray batch = NativeFloats.dense(input);
        x = Matrix.of(batch);
        packings = Packing.of(x, (int) batch.size(1), ROWS_PER_GROUP);
        draw = training ? dropout.draw(Nd4j.getRandom().nextInt()) : dropout.none();
        INDArray result = output.ofShape(batch.shape());
        Matrix y = Matrix.of(result);
        for (int i = 0; i < packings.size(); i++) {
            // inference stores nothing, so all groups share one object
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
        Matrix queries = rows.queries();
        Packing computed = computed(packing);
        if (firstOnly) {
            computed.pack(x, queries);
        }
        Matrix added = branch.ofRows(queries.rows());
        attention.forward(rows, parameters, drawn.of(0), group.attention, added);
        Matrix middle = group.middle.ofRows(queries.rows());
        norm.forward(queries, added, parameters.norm1(), drawn.of(1), group.norm1, middle);
        feedForward.forward(middle, parameters, drawn.of(2), group.feedForward, added);
        Matrix result = computed.isWhole() ? computed.of(y) : packed.ofRows(queries.rows());
        norm.forward(middle, added, parameters.norm2(), drawn.of(3), group.norm2, result);
        if (!computed.isWhole()) {
            computed.unpack(result, y, Packing.PADDING);
        }
    }

    @Override
    protected void backward(INDArray epsilon, INDArray dx) {
        if (gradients == null) {
            gradients = EncoderParameters.of(gradientViews, heads);
        }
        Matrix.of(gradientsFlattened).fill(0);
        Matrix dy = Matrix.of(NativeFloats.dense(epsilon));
        Matrix dInput = dx == null ? null : Matrix.of(dx);
        for (int i = 0; i < packings.size(); i++) {
            backward(packings.get(i), groups.get(i), draw.of(i), dy, dInput);
        }
    }

    private void backward(Packing packing, Group group, Dropout.Draw drawn, Matrix dy, Matrix dx) {
        SelfAttention.Rows rows = group.rows(packing);
        Matrix queries = rows.queries();
        Matrix middle = group.middle.ofRows(queries.rows());
        Matrix dMiddle = middleGradient.ofRows(queries.rows());
        Matrix dBranch = branchGradient.ofRows(queries.rows());
        Matrix dResult = outputGradient(computed(packing), dy);
        norm.backward(dResult, parameters.norm2(), drawn.of(3), group.norm2, dMiddle, dBranch, gradients.norm2());
        feedForward.backward(middle, parameters, drawn.of(2), group.feedForward, dBranch, gradients, dMiddle);
        Matrix dRows = dx != null && packing.isWhole() ? packing.of(dx) : packed.ofRows(packing.rows());
        Matrix dQueries = firstOnly ? queryGradient.ofRows(queries.rows()) : dRows;
        norm.backward(dMiddle, parameters.norm1(), drawn.of(1), group.norm1, dQueries, dBranch, gradients.norm1());
        if (firstOnly) {
            dRows.fill(0);
        }
        attention.backward(
                rows,
                parameters,
                drawn.of(0),
                group.attention,
                dBranch,
                gradients,
                dx == null ? null : new SelfAttention.Rows(packing, dRows, dQueries));
        if (dx != null && firstOnly) {
            packing.addFirsts(dQueries, dRows);
        }
        if (dx != null && !packing.isWhole()) {
            packing.unpack(dRows, dx, 0);
        }
    }

    /** Returns the packing of the rows of the output that are computed. */
    private Packing computed(Packing packing) {
        return firstOnly ? packing.firsts() : packing;
    }

    /** Returns the rows of the gradient at the output that correspond to computed rows. */
    private Matrix outputGradient(Packing computed, Matrix dy) {
        if (computed.isWhole()) {
            return computed.of(dy);
        }
        Matrix gradient = packed.ofRows(computed.rows());
        computed.pack(dy, gradient);
        return gradient;
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray flat) {
        super.setBackpropGradientsViewArray(flat);
        gradients = null;
    }
}
