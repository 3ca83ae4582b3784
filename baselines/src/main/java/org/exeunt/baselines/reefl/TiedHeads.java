package org.exeunt.baselines.reefl;

import java.util.List;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;

/**
 * Makes copies of one set of parameters one: each gets the sum of all copies' gradients, which is the gradient at the parameters they are copies
 * of. Copies that begin alike and have the same velocity stay alike, bit for bit. Of value 0.
 *
 * @param copies of each set, of the same shapes in the same order
 */
record TiedHeads(List<List<BlockSet>> copies) implements ParameterTerm {
    @Override
    public double addTo(float[] parameters, float[] gradient) {
        for (List<BlockSet> copiesOfOne : copies) {
            for (int b = 0; b < copiesOfOne.get(0).blocks().size(); b++) {
                int block = b;
                int[] offsets = copiesOfOne.stream()
                        .map(copy -> copy.blocks().get(block))
                        .mapToInt(Block::offset)
                        .toArray();
                tie(gradient, offsets, copiesOfOne.get(0).blocks().get(b).size());
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
