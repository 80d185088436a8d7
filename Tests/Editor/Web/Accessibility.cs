using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>What keeps people out of a page: what axe finds (names, roles, contrast, structure, …), and what doesn't fit the window.</summary>
internal static class Accessibility
{
    /// <summary>What is wrong with a page as it is shown now.</summary>
    public static async Task<string[]> Of(IPage page)
    {
        AxeResult found = await page.RunAxe();
        bool fits = await page.EvaluateAsync<bool>(
            "() => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight");
        // A line at the top that is cut off can't be read by anybody; names without their ends can't be told apart.
        string[] cut = await page.Locator(".headline, figcaption, .run b, .count, .figures dd").EvaluateAllAsync<string[]>("""
            lines => lines.filter(line => {
                const [start, end] = [line.querySelector('.cut .start'), line.querySelector('.cut .end:not(:first-child)')];
                return end ? end.getBoundingClientRect().right > line.getBoundingClientRect().right + 1
                        || start && start.clientWidth < 16 && start.scrollWidth > start.clientWidth + 1
                    : line.scrollHeight > line.clientHeight + 1 || line.scrollWidth > line.clientWidth + 1;
            }).map(line => line.textContent)
            """);
        string[] covered = await page.Locator("a, button, input, select, summary, textarea").EvaluateAllAsync<string[]>("""
            controls => {
                const over = document.querySelector('.problem.over')?.getBoundingClientRect();
                return controls.filter(control => {
                    const box = control.getBoundingClientRect();
                    return over && !control.closest('.problem') && box.width > 0 && box.height > 0
                        && box.left < over.right && box.right > over.left && box.top < over.bottom && box.bottom > over.top;
                }).map(control => control.outerHTML);
            }
            """);
        return [.. covered.Select(control => $"covered: {control}"), .. cut.Select(line => $"cut off: {line}"), .. found.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Impact} {rule.Id}: {rule.Help}: {node.Html}")),
            .. fits ? Array.Empty<string>() : ["the page is larger than the window"]];
    }
}
