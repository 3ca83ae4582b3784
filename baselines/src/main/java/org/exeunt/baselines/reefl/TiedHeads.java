package org.exeunt.baselines.reefl;

import java.util.List;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;

/**
 * Ties copies of the same parameters: each gets the sum of the gradients of all copies, which is the gradient of the
 * shared parameters. Copies with equal initial values and velocities stay equal bit for bit. The value of the term is
 * 0.
 *
 * @param copies copies of each parameter set, with the same shapes in the same order
 */
record TiedHeads(List<List<BlockSet>> copies) implements ParameterTerm {
    @Override
    public double addTo(float[] parameters, float[] gradient) {
        for (List<BlockSet> group : copies) {
            for (int b = 0; b < group.get(0).blocks().size(); b++) {
                int block = b;
                int[] offsets = group.stream()
                        .map(copy -> copy.blocks().get(block))
                        .mapToInt(Block::offset)
                        .toArray();
                tie(gradient, offsets, group.get(0).blocks().get(b).size());
            }
        }
        return 0;
    }

    private static void tie(float[] gradient, int[] offsets, int size) {
        for (int i = 0; i < size; i++) {
            double sum = 0;
            for (int offset : offsets) {
                sum += gradient[offset + i];
            }
            for (int offset : offsets) {
                gradient[offset + i] = (float) sum;
            }
        }
    }
}
