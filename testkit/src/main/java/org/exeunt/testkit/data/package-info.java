/**
 * Small data for tests: {@link org.exeunt.testkit.data.ArrayExamples} holds values given in full,
 * {@link org.exeunt.testkit.data.GaussianBlobs} draws classes that a small network can tell apart.
 */
package org.exeunt.testkit.data;
