using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>What keeps people out of a page: controls without a name, pictures without a text, text that can hardly be read, names that occur twice.</summary>
internal static class Accessibility
{
    private const string Check = """
        () => {
            const found = [], seen = new Set();
            const visible = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
            const name = element => element.getAttribute('aria-label') || element.labels?.[0]?.innerText || element.title
                || element.innerText || element.querySelector?.('img[alt]')?.alt || '';
            for (const element of document.querySelectorAll('button, a[href], input, select, textarea, [role=application], [role=img]'))
                if (visible(element) && !name(element).trim()) found.push('no name: ' + element.outerHTML.slice(0, 120));
            for (const picture of document.querySelectorAll('img:not([alt])')) found.push('no text: ' + picture.outerHTML.slice(0, 120));
            for (const element of document.querySelectorAll('[id]')) {
                if (seen.has(element.id)) found.push('twice: #' + element.id);
                seen.add(element.id);
            }
            const parse = colour => (colour.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const told = new Set();
            while (walker.nextNode()) {
                const element = walker.currentNode.parentElement;
                if (!walker.currentNode.textContent.trim() || !visible(element) || element.closest(':disabled, option, script, [aria-hidden]')) continue;
                let ground = element;
                while (ground && (parse(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) ground = ground.parentElement;
                const a = light(parse(getComputedStyle(element).color)), b = light(parse(getComputedStyle(ground || document.body).backgroundColor));
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                const key = element.tagName + '.' + element.className;
                if (ratio < 4.5 && !told.has(key)) {
                    told.add(key);
                    found.push(`contrast ${ratio.toFixed(1)}: ${key}: ${element.innerText?.slice(0, 40)}`);
                }
            }
            if (document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight)
                found.push('the page is larger than the window');
            return found;
        }
        """;

    /// <summary>What is wrong with a page as it is shown now.</summary>
    public static Task<string[]> Of(IPage page) => page.EvaluateAsync<string[]>(Check);
}
