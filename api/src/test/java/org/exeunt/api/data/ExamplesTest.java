package org.exeunt.api.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    /** Example i is [10 i, 10 i + 1] with the label given. */
    private record Numbered(int... labels) implements Examples {
        @Override
        public int size() {
            return labels.length;
        }

        @Override
        public int label(int index) {
            return labels[index];
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
            target[offset] = 10 * index;
            target[offset + 1] = 10 * index + 1;
        }
    }

    private static float[] values(Examples examples, int index) {
        float[] target = new float[3];
        examples.copyTo(index, target, 1);
        return target;
    }

    private static int[] labels(Examples examples) {
        return IntStream.range(0, examples.size()).map(examples::label).toArray();
    }

    @Test
    void selectInTheOrderAskedFor() {
        int[] indices = {2, 0, 2};
        Examples selected = new Numbered(5, 6, 7).select(indices);
        indices[0] = 1;
        assertThat(labels(selected)).containsExactly(7, 5, 7);
        assertThat(values(selected, 0)).containsExactly(0, 20, 21);
    }

    @Test
    void selectRejectsInvalidIndices() {
        assertThatThrownBy(() -> new Numbered(5, 6).select(new int[] {2}))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void rowsHaveALabelAndOneLength() {
        assertThat(values(Examples.of(new float[][] {{1, 2}, {3, 4}}, new int[] {0, 1}), 1))
                .containsExactly(0, 3, 4);
        assertThatThrownBy(() -> Examples.of(new float[][] {{1, 2}}, new int[] {0, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 rows of values and 2 labels");
        assertThatThrownBy(() -> Examples.of(new float[][] {{1, 2}, {3, 4}, {5}}, new int[] {0, 1, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 3 has 1 values and row 1 has 2");
    }

    @Test
    void concatenate() {
        Examples both = Examples.concatenate(new Numbered(1, 2), new Numbered(3));
        assertThat(labels(both)).containsExactly(1, 2, 3);
        assertThat(values(both, 1)).containsExactly(0, 10, 11);
        assertThat(values(both, 2)).containsExactly(0, 0, 1);
    }

    @Test
    void countTheirClasses() {
        assertThat(new Numbered(2, 0, 2).classCounts(4)).containsExactly(1, 0, 2, 0);
    }

    @Test
    void trainingExamplesComeBeforeTestExamples() {
        Dataset dataset = Dataset.of(
                "numbers",
                InputShape.vector(2),
                List.of("zero", "one"),
                new Numbered(0, 1),
                new Numbered(1),
                List.of());
        assertThat(dataset.classes()).isEqualTo(2);
        assertThat(dataset.owners()).isEmpty();
        assertThat(labels(dataset.all())).containsExactly(0, 1, 1);
    }

    @Test
    void ownersOfExamplesAreCopied() {
        int[] ofExamples = {1, 0, 1};
        Owners owners = new Owners(List.of("ann", "bob"), ofExamples);
        ofExamples[0] = 0;
        owners.ofExamples()[2] = 0;
        assertThat(owners.ofExamples()).containsExactly(1, 0, 1);
        assertThat(owners.common(IntStream.of(2, 0))).contains("bob");
        assertThat(owners.common(IntStream.of(0, 1))).isEmpty();
        assertThat(owners.common(IntStream.empty())).isEmpty();
    }

    @Test
    void ownersHaveUniqueNamesAndValidIndices() {
        assertThatThrownBy(() -> new Owners(List.of("ann", "ann"), new int[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ann");
        assertThatThrownBy(() -> new Owners(List.of("ann"), new int[] {0, 1}))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void allExamplesHaveAnOwnerOrNone() {
        Owners one = new Owners(List.of("ann"), new int[] {0});
        assertThat(numbers(Optional.of(one), new Numbered(0)).owners()).contains(one);
        assertThatThrownBy(() -> numbers(Optional.of(one), new Numbered(0, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("owners of 1 examples given, expected one owner for each of 2 examples");
    }

    private static Dataset numbers(Optional<Owners> owners, Examples train) {
        return new Dataset("numbers", InputShape.vector(2), List.of("zero"), train, new Numbered(), List.of(), owners);
    }

    @Test
    void aShareCopiesItsIndices() {
        int[] train = {1, 2};
        Partition.ClientShare share = Partition.ClientShare.of(train, new int[0]);
        train[0] = 9;
        share.train()[1] = 9;
        assertThat(share.train()).containsExactly(1, 2);
    }

    @Test
    void partitionsOfEqualContentAreEqual() {
        Partition.ClientShare share = new Partition.ClientShare(new int[] {1, 2}, new int[] {3}, new int[0]);
        Partition partition = new Partition(List.of(share), new int[] {4}, new int[0]);
        Partition.ClientShare same = new Partition.ClientShare(new int[] {1, 2}, new int[] {3}, new int[0]);
        assertThat(new Partition(List.of(same), new int[] {4}, new int[0]))
                .isEqualTo(partition)
                .hasSameHashCodeAs(partition)
                .hasToString(partition.toString());
        assertThat(new Partition(List.of(same), new int[] {5}, new int[0])).isNotEqualTo(partition);
        assertThat(new Partition.ClientShare(new int[] {1, 2}, new int[0], new int[] {3}))
                .isNotEqualTo(share);
    }

    @Test
    void testExamplesAreCommonOrPerClient() {
        Partition.ClientShare share = Partition.ClientShare.of(new int[] {1}, new int[] {2});
        assertThatThrownBy(() -> new Partition(List.of(share), new int[] {3}, new int[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("either common test examples or test examples per client");
    }

    @Test
    void shapesNeedNonEmptyAxes() {
        assertThat(InputShape.image(3, 4, 5).size()).isEqualTo(60);
        assertThat(InputShape.image(3, 4, 5).isImage()).isTrue();
        assertThat(InputShape.vector(7).isImage()).isFalse();
        assertThatThrownBy(() -> InputShape.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> InputShape.vector(0)).hasMessageContaining("[0]");
    }

    @Test
    void partitionsReturnTheSharesTheyWereGiven() {
        List<Partition.ClientShare> shares = List.of(
                new Partition.ClientShare(new int[] {5, 1}, new int[] {3}, new int[0]),
                new Partition.ClientShare(new int[] {2}, new int[0], new int[] {0, 4, 9}),
                new Partition.ClientShare(new int[] {7}, new int[] {8, 6}, new int[] {10}));
        Partition partition = Partition.of(shares);
        assertThat(partition.clients()).containsExactlyElementsOf(shares);
        assertThat(partition.clients().get(1)).as("created on each access").isNotSameAs(shares.get(1));
        assertThatThrownBy(() -> partition.clients().get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> partition.clients().get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> partition.clients().remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }
}
