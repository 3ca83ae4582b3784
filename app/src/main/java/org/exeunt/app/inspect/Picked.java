package org.exeunt.app.inspect;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;

/**
 * The first training examples of each of the first classes.
 *
 * @param label of the class
 * @param values of each example
 */
record Picked(int label, List<float[]> values) {
    static List<Picked> of(Dataset dataset, int classes, int each) {
        List<Picked> picked = new ArrayList<>();
        for (int label = 0; label < Math.min(classes, dataset.classes()); label++) {
            picked.add(new Picked(label, new ArrayList<>()));
        }
        Examples train = dataset.train();
        int missing = picked.size() * each;
        for (int i = 0; i < train.size() && missing > 0; i++) {
            int label = train.label(i);
            if (label < picked.size() && picked.get(label).values().size() < each) {
                float[] values = new float[dataset.input().size()];
                train.copyTo(i, values, 0);
                picked.get(label).values().add(values);
                missing--;
            }
        }
        return picked;
    }
}
