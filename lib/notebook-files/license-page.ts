/** The page of an exported site about what may be done with it. */
export const LICENSE_HTML = `<h1>Code, data, and what may be passed on</h1>
<p>The code and the text of these pages are under the MIT license.</p>
<h2>The data</h2>
<p>Most numbers and figures were computed on <b>MovieLens 100K</b>, which belongs to GroupLens, a research group at the
University of Minnesota. In short (the data set's README has the full text):</p>
<ul>
<li>It may be used for research and teaching, and must be acknowledged in publications.</li>
<li>It may not be redistributed, and it may not be used commercially, without the permission of GroupLens.</li>
<li>It comes without any guarantee of correctness, and nobody may claim that GroupLens or the university endorses their work.</li>
</ul>
<p>Therefore, outputs that show rows of the data set are left out of these pages, unless they were exported with
<code>--with-rows</code>; pages with rows are for your own use only. Totals, averages, and results of models
are not rows.</p>
<h2>To cite it</h2>
<blockquote><p>F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. ACM Transactions
on Interactive Intelligent Systems 5, 4, Article 19. <a href="https://doi.org/10.1145/2827872">doi.org/10.1145/2827872</a></p></blockquote>
<h2>Included software</h2>
<p>The figures are drawn by plotly.js, under the MIT license: <code>assets/plotly.js</code>.</p>`;
