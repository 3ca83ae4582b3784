package org.exeunt.api.data;

/** The examples of {@code first} followed by those of {@code second}. */
record ConcatenatedExamples(Examples first, Examples second) implements Examples {
    @Override
    public int size() {
        return first.size() + second.size();
    }

    @Override
    public int label(int index) {
        return index < first.size() ? first.label(index) : second.label(index - first.size());
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        if (index < first.size()) {
            first.copyTo(index, target, offset);
        } else {
            second.copyTo(index - first.size(), target, offset);
        }
    }
}
