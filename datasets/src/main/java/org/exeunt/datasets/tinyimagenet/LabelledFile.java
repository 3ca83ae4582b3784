package org.exeunt.datasets.tinyimagenet;

import java.nio.file.Path;

/** An image file and its class. */
record LabelledFile(Path path, int label) {}
