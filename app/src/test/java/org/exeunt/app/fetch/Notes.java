package org.exeunt.app.fetch;

import java.util.ArrayList;
import java.util.List;

/** Records the events of a download. */
class Notes implements DownloadListener {
    final List<String> sentences = new ArrayList<>();
    final List<String> beginnings = new ArrayList<>();
    long reached;
    int ended;

    @Override
    public void begins(String name, long all) {
        beginnings.add("%s %d".formatted(name, all));
    }

    @Override
    public void reaches(long have) {
        reached = have;
    }

    @Override
    public void notes(String sentence) {
        sentences.add(sentence);
    }

    @Override
    public void ends() {
        ended++;
    }
}
