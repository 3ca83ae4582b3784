/**
 * AG News, news items as token sequences. Start at {@link org.exeunt.datasets.agnews.AgNewsPlugin}; {@code Articles}
 * reads a file, {@code BasicEnglish} splits text into tokens, {@code Vocabulary} maps tokens to indices.
 */
package org.exeunt.datasets.agnews;
