/**
 * Texts as token sequences, and the data set of a user's own texts, {@link org.exeunt.datasets.text.TextPlugin}. {@link
 * org.exeunt.datasets.text.BasicEnglish} splits text into tokens, {@link org.exeunt.datasets.text.Vocabulary} maps
 * tokens to indices, {@link org.exeunt.datasets.text.Sequences} are examples.
 */
package org.exeunt.datasets.text;
