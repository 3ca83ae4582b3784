/**
 * Texts as token sequences, and the data set of a user's own texts, {@link org.exeunt.datasets.text.TextSource}. {@link
 * org.exeunt.datasets.text.BasicEnglish} splits text into tokens, and {@link org.exeunt.datasets.text.Vocabulary} maps
 * tokens to indices.
 */
package org.exeunt.datasets.text;
