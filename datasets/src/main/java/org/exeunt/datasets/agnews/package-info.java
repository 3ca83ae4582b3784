/**
 * AG News, news items as token sequences. {@link org.exeunt.datasets.agnews.AgNewsPlugin} is the way in; {@code Articles} reads a file,
 * {@code BasicEnglish} takes text apart, {@code Vocabulary} numbers the tokens.
 */
package org.exeunt.datasets.agnews;
