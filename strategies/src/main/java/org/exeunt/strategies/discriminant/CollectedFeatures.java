package org.exeunt.strategies.discriminant;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;

/**
 * Features of an exit with their labels, from the batches that pass. As a term of a loss, of value 0, it collects those
 * of training; {@code network.forward(examples, collected::addTo)} collects those of a trained network. Features of
 * training suit Gaussians better in one epoch: the network has not learned these examples yet.
 */
public class CollectedFeatures implements LossTerm {
    private final Exit exit;
    private final List<double[]> rows = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    /** Creates an empty collection. */
    public CollectedFeatures(Exit exit) {
        this.exit = exit;
    }

    @Override
    public double addTo(ForwardPass pass) {
        int width = pass.featureSize(exit);
        for (int row = 0; row < pass.size(); row++) {
            rows.add(Arrays.copyOfRange(pass.feature(exit), row * width, (row + 1) * width));
            labels.add(pass.label(row));
        }
        return 0;
    }

    /** Returns the exit. */
    public Exit exit() {
        return exit;
    }

    /** Returns the features so far, in the order of their batches. */
    public List<double[]> rows() {
        return rows;
    }

    /** Returns the classes of {@link #rows}. */
    public List<Integer> labels() {
        return labels;
    }

    /**
     * Returns what was collected so far.
     *
     * @param classes number of classes of the network
     * @param features number of features of the exit
     */
    public LabelledFeatures labelled(int classes, int features) {
        int[] classOf = labels.stream().mapToInt(label -> label).toArray();
        return new LabelledFeatures(classes, features, rows.toArray(double[][]::new), classOf);
    }
}
